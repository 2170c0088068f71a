import { scaleLinear } from 'd3-scale';
import type { Metrics } from '../../metrics.ts';
import { interval, percent } from '../format.ts';
import type { Html } from '../html.ts';
import { bottomAxis, leftAxis } from './axes.ts';
import { dot, label, stroke, svg } from './svg.ts';

type CalibrationBin = Metrics['calibrationBins'][number];

/** What was said against what happened, per bin with its interval; on the diagonal the two agree. */
export function drawCalibration(bins: readonly CalibrationBin[], description: string, width: number): Html {
  const left = 46;
  const right = width - 20;
  const area = { left, right, top: 30, bottom: 30 + Math.min(right - left, 300) };
  const largest = Math.max(0.1, ...bins.map((bin) => Math.max(bin.meanProbability, bin.high)));
  const x = scaleLinear([0, Math.min(1, largest * 1.05)], [left, right]).nice(5);
  const y = scaleLinear(x.domain(), [area.bottom, area.top]);
  const [, end = 1] = x.domain();
  return svg(
    width,
    area.bottom + 46,
    description,
    leftAxis(area, y, { format: whole, title: { en: 'Share that left', ko: '실제 이탈률' } }),
    bottomAxis(area, x, { format: whole, title: { en: 'Predicted probability', ko: '예측 확률' } }),
    stroke(x(0), y(0), x(end), y(end), 'line-chance'),
    label(
      x(end * 0.6) - 10,
      y(end * 0.66),
      { en: 'said = happened', ko: '예측 = 실제' },
      { anchor: 'end', className: 'name-chance' },
    ),
    bins.map((bin) => {
      const at = x(bin.meanProbability);
      const observed = interval({ value: bin.observedRate, low: bin.low, high: bin.high }, percent);
      return [
        stroke(at, y(bin.low), at, y(bin.high), 'whisker'),
        dot(at, y(bin.observedRate), 'mark-model', `${percent(bin.meanProbability)} → ${observed}`),
      ];
    }),
  );
}

function whole(value: number): string {
  return percent(value, 0);
}
