import { minorDigits } from '../../profile/money.ts';
import type { Engine } from '../engine.ts';
import { tiers } from '../score.ts';
import type { ScoreFileOptions } from '../score-file.ts';
import type { ScoredColumns } from './column-scorer.ts';
import { IdCells } from './id-cells.ts';
import { pickTop } from './pick-reasons.ts';
import { cellOf, mostCellBytes, ReasonCells } from './reason-cells.ts';
import { figuresBytes, writeBytes, writeCount, writeFixed, writeMoney } from './write-figures.ts';

const comma = 44;
const lineFeed = 10;

/** What lines are made of. */
export type LineColumns = Pick<
  ScoredColumns,
  | 'count'
  | 'contributions'
  | 'features'
  | 'percentile'
  | 'play'
  | 'probability'
  | 'tier'
  | 'valueAtRiskMinor'
  | 'warnings'
> & { readonly batch: Pick<ScoredColumns['batch'], 'idBytes' | 'idOf'> };

/** Writes lines; they are of use until the next ones are written. */
export type WriteLines = (scored: LineColumns) => Uint8Array;

/** Writes lines without WebAssembly: the reference for the kernel, and its stand-in. */
export function createPlainLines(
  { profile, features: names, wording }: Pick<Engine, 'profile' | 'features' | 'wording'>,
  { reasons, language }: ScoreFileOptions,
): WriteLines {
  const digits = minorDigits(profile.currency);
  const tierCells = tiers.map(cellOf);
  const currency = cellOf(profile.currency);
  const playCells = profile.plays.map(({ title }) => cellOf(title[language]));
  let kept = 0;
  const cells = new ReasonCells({ wording }, language, (cell) => {
    kept += cell.length;
    return cell;
  });
  const width = names.length;
  const top = new Int16Array(reasons);
  const idCells = new IdCells();
  let out: Uint8Array = new Uint8Array(1 << 16);
  let at = 0;

  /** Makes room for so many bytes, and figures behind them. */
  const makeRoom = (bytes: number): void => {
    if (at + bytes + figuresBytes <= out.length) return;
    const larger = new Uint8Array(2 * (at + bytes + figuresBytes));
    larger.set(out.subarray(0, at));
    out = larger;
  };
  const put = (cell: Uint8Array): void => {
    makeRoom(cell.length);
    at = writeBytes(out, at, cell);
  };
  const putReasons = ({ contributions, features, play }: LineColumns, row: number): void => {
    out[at++] = comma;
    const answer = playCells[play[row]!];
    if (answer !== undefined) put(answer);
    pickTop(contributions, row * width, width, top);
    for (const place of top) {
      makeRoom(1);
      out[at++] = comma;
      if (place !== -1) put(cells.find(place, features[place]!, row, contributions[row * width + place]!));
    }
    makeRoom(0);
  };

  return (scored) => {
    const { batch, count, probability, tier, percentile, valueAtRiskMinor, warnings } = scored;
    const { rows: warned } = warnings;
    if (kept > mostCellBytes) {
      cells.clear();
      kept = 0;
    }
    at = 0;
    const ids = idCells.gather(batch, 0, count);
    for (let row = 0, warning = 0; row < count; row++) {
      put(ids.bytes.subarray(ids.ends[row - 1] ?? 0, ids.ends[row]));
      makeRoom(0);
      out[at++] = comma;
      at = writeFixed(out, at, probability, row, 6, 1e6);
      out[at++] = comma;
      at = writeBytes(out, at, tierCells[tier[row]!]!);
      out[at++] = comma;
      at = writeFixed(out, at, percentile, row, 1, 10);
      out[at++] = comma;
      const atRisk = valueAtRiskMinor[row]!;
      const isKnown = !Number.isNaN(atRisk);
      if (isKnown) at = writeMoney(out, at, atRisk, digits);
      out[at++] = comma;
      if (isKnown) at = writeBytes(out, at, currency);
      if (reasons > 0) putReasons(scored, row);
      out[at++] = comma;
      const firstWarning = warning;
      while (warning < warned.length && warned[warning] === row) warning++;
      at = writeCount(out, at, warning - firstWarning);
      out[at++] = lineFeed;
    }
    return out.subarray(0, at);
  };
}
