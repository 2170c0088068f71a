import { minorDigits } from '../../profile/money.ts';
import { tiers } from '../score.ts';
import type { ScoreFileOptions } from '../score-file.ts';
import type { ColumnScorer, ScoredColumns } from './column-scorer.ts';
import { cellOf } from './reason-cells.ts';
import { reasonTextsOf } from './reason-texts.ts';
import { writeBytes, writeCount, writeFixed, writeMoney, writePlain, writePlainBytes } from './write-figures.ts';

const comma = 44;
const lineFeed = 10;

/** Room for what a line holds besides id and texts. */
const figuresBytes = 256;

/** The bytes with room for so many more, and the figures of a line. */
function withRoom(out: Uint8Array, at: number, bytes: number): Uint8Array {
  if (at + bytes + figuresBytes <= out.length) return out;
  const larger = new Uint8Array(2 * (out.length + bytes + figuresBytes));
  larger.set(out.subarray(0, at));
  return larger;
}

/**
 * Writes lines of a score file as UTF-8: those of `scoreFileWriter`, many times faster.
 *
 * @param reuse - whether lines lie where the ones before lay, and are of use until the next ones are written
 */
export function createScoreLines(
  { engine }: Pick<ColumnScorer, 'engine'>,
  { reasons, language }: ScoreFileOptions,
  reuse = false,
): (scored: ScoredColumns) => Uint8Array {
  const { profile } = engine;
  const digits = minorDigits(profile.currency);
  const tierCells = tiers.map(cellOf);
  const currency = cellOf(profile.currency);
  const putReasons = reasons > 0 ? reasonTextsOf(engine, reasons, language) : undefined;
  let room: Uint8Array = new Uint8Array(1 << 16);
  let gaps = new Uint32Array();

  return (scored) => {
    const { batch, count, probability, tier, percentile, valueAtRiskMinor, warnings } = scored;
    if (putReasons !== undefined && count > gaps.length) gaps = new Uint32Array(count);
    const { idBytes } = batch;
    const { rows: warned } = warnings;
    let out: Uint8Array = room;
    let at = 0;
    for (let row = 0, warning = 0; row < count; row++) {
      const idLength = idBytes?.places[2 * row + 1] ?? 0;
      let behind = -1;
      if (idBytes !== undefined && idLength > 0) {
        out = withRoom(out, at, idLength);
        behind = writePlainBytes(out, at, idBytes.bytes, idBytes.places[2 * row]!, idLength);
      }
      if (behind < 0) {
        const id = batch.idOf(row);
        out = withRoom(out, at, id.length);
        behind = writePlain(out, at, id);
        if (behind < 0) {
          const cell = cellOf(id);
          out = withRoom(out, at, cell.length);
          behind = writeBytes(out, at, cell);
        }
      }
      at = behind;
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
      if (putReasons !== undefined) gaps[row] = at;
      out[at++] = comma;
      const firstWarning = warning;
      while (warning < warned.length && warned[warning] === row) warning++;
      at = writeCount(out, at, warning - firstWarning);
      out[at++] = lineFeed;
    }
    room = out;
    const lines = putReasons === undefined ? out.subarray(0, at) : putReasons(scored, { bytes: out, length: at, gaps });
    return reuse ? lines : lines.slice();
  };
}
