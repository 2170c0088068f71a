import type { Language } from '../../profile/profile.ts';
import type { Engine } from '../engine.ts';
import { pickTop } from './pick-reasons.ts';
import { cellOf, mostCellBytes, ReasonCells } from './reason-cells.ts';
import type { WriteReasons } from './reason-texts.ts';
import { writeBytes } from './write-figures.ts';

const comma = 44;

/** The texts of reasons without WebAssembly: the reference for the kernel, and its stand-in. */
export function createPlainTexts(
  { profile, features: names, wording }: Pick<Engine, 'profile' | 'features' | 'wording'>,
  reasons: number,
  language: Language,
): WriteReasons {
  const playCells = profile.plays.map(({ title }) => cellOf(title[language]));
  let kept = 0;
  const cells = new ReasonCells({ wording }, language, (cell) => {
    kept += cell.length;
    return cell;
  });
  const width = names.length;
  const top = new Int16Array(reasons);
  let bytes: Uint8Array = new Uint8Array(1 << 16);
  let at = 0;

  const append = (cell: Uint8Array | undefined): void => {
    const length = 1 + (cell?.length ?? 0);
    if (at + length > bytes.length) {
      const larger = new Uint8Array(2 * (at + length));
      larger.set(bytes.subarray(0, at));
      bytes = larger;
    }
    bytes[at++] = comma;
    if (cell !== undefined) at = writeBytes(bytes, at, cell);
  };

  return ({ count, contributions, features, play }) => {
    if (kept > mostCellBytes) {
      cells.clear();
      kept = 0;
    }
    const ends = new Uint32Array(count);
    at = 0;
    for (let row = 0; row < count; row++) {
      append(playCells[play[row]!]);
      pickTop(contributions, row * width, width, top);
      for (const place of top) {
        append(
          place === -1 ? undefined : cells.find(place, features[place]!, row, contributions[row * width + place]!),
        );
      }
      ends[row] = at;
    }
    return { bytes, ends };
  };
}
