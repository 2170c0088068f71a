import type { Profile } from '../../profile/profile.ts';
import { leastShareToActOn } from '../play.ts';

/**
 * Places of the largest |contribution|s of a row, largest first, equal ones in the encoder's order, as
 * `rankContributions` has them. What contributes nothing is no reason.
 *
 * @param at - where the row begins in `contributions`
 * @param top - takes the places; as many as it has room for, -1 where there are no more
 */
export function pickTop(contributions: Float64Array, at: number, width: number, top: Int16Array): void {
  let held = 0;
  for (let place = 0; place < width; place++) {
    const size = Math.abs(contributions[at + place]!);
    if (size === 0) continue;
    let to = held;
    while (to > 0 && Math.abs(contributions[at + top[to - 1]!]!) < size) to--;
    if (to === top.length) continue;
    if (held < top.length) held++;
    for (let move = held - 1; move > to; move--) top[move] = top[move - 1]!;
    top[to] = place;
  }
  top.fill(-1, held);
}

/** What a play answers: its place in the profile's plays, and the place of the feature. */
export interface PickedPlay {
  play: number;
  because: number;
}

/** Prepares the choice of plays for rows that are not in the low tier; as `playFor` makes it. */
export function createPlayPicker(
  { plays, features }: Profile,
  names: readonly string[],
): (contributions: Float64Array, at: number, picked: PickedPlay) => void {
  const playOf = names.map((name) => {
    const isChangeable = features.some((feature) => feature.name === name && feature.changeable);
    return isChangeable ? plays.findIndex((play) => play.features.includes(name)) : -1;
  });
  return (contributions, at, picked) => {
    let raised = 0;
    for (let place = 0; place < playOf.length; place++) raised += Math.max(0, contributions[at + place]!);
    const least = leastShareToActOn * raised;
    let because = -1;
    let largest = 0;
    for (let place = 0; place < playOf.length; place++) {
      const contribution = contributions[at + place]!;
      if (contribution <= largest || contribution < least || playOf[place] === -1) continue;
      largest = contribution;
      because = place;
    }
    picked.because = because;
    picked.play = because === -1 ? -1 : playOf[because]!;
  };
}
