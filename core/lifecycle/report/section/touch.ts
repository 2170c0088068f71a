import type { StripPart } from '../draw/strip-chart.ts';
import { count, percent } from '../format.ts';
import { type Html, say } from '../html.ts';
import type { ReportInput } from '../input.ts';
import { stripFigure } from '../parts/strip.ts';

/** Rows by what outreach did to the customers; nothing where the data do not say. */
export function touchPart({ exploration: { touch } }: ReportInput): Html | false {
  if (!touch) return false;
  const all = Math.max(1, touch.untouched + touch.contacted + touch.holdout);
  const part = (name: StripPart['name'], size: number, look: StripPart['look']): StripPart => ({
    name,
    size,
    look,
    value: {
      en: `${count(size)} rows (${percent(size / all)})`,
      ko: `${count(size)}행(${percent(size / all)})`,
    },
  });
  const parts = [
    part({ en: 'Untouched', ko: '접촉 없음' }, touch.untouched, 'bar-model'),
    part({ en: 'Holdout, left alone on purpose', ko: '홀드아웃(일부러 두고 봄)' }, touch.holdout, 'bar-quiet'),
    part({ en: 'Contacted, not used', ko: '연락함, 사용하지 않음' }, touch.contacted, 'bar-empty'),
  ];
  return stripFigure(
    { en: 'What outreach did to them', ko: '이들에게 한 연락' },
    say({
      en: 'A contact may have changed what a customer did. So customers who were contacted neither train nor test a model of who leaves by themselves; they are kept to learn what contact achieves.',
      ko: '연락은 고객의 행동을 바꿨을 수 있습니다. 그래서 연락한 고객은 이탈 모델의 학습과 시험에 쓰지 않고, 연락의 효과를 배우기 위해 따로 보관합니다.',
    }),
    parts,
  );
}
