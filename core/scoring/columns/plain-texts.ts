import type { Language } from '../../profile/profile.ts';
import type { Engine } from '../engine.ts';
import { pickTop } from './pick-reasons.ts';
import { cellOf, mostCellBytes, ReasonCells } from './reason-cells.ts';
import type { PutReasons } from './reason-texts.ts';

const comma = Uint8Array.of(44);

/** Puts the texts of reasons into lines without WebAssembly: the reference for the kernel, and its stand-in. */
export function createPlainTexts(
  { profile, features: names, wording }: Pick<Engine, 'profile' | 'features' | 'wording'>,
  reasons: number,
  language: Language,
): PutReasons {
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

  const put = (some: Uint8Array): void => {
    if (at + some.length > bytes.length) {
      const larger = new Uint8Array(2 * (at + some.length));
      larger.set(bytes.subarray(0, at));
      bytes = larger;
    }
    bytes.set(some, at);
    at += some.length;
  };
  const append = (cell: Uint8Array | undefined): void => {
    put(comma);
    if (cell !== undefined) put(cell);
  };

  return ({ count, contributions, features, play }, lines) => {
    if (kept > mostCellBytes) {
      cells.clear();
      kept = 0;
    }
    at = 0;
    let read = 0;
    for (let row = 0; row < count; row++) {
      const gap = lines.gaps[row]!;
      put(lines.bytes.subarray(read, gap));
      read = gap;
      append(playCells[play[row]!]);
      pickTop(contributions, row * width, width, top);
      for (const place of top) {
        append(
          place === -1 ? undefined : cells.find(place, features[place]!, row, contributions[row * width + place]!),
        );
      }
    }
    put(lines.bytes.subarray(read, lines.length));
    return bytes.subarray(0, at);
  };
}
