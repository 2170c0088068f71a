import type { Profile } from '../profile/profile.ts';

/** A reason that makes up less of the raised risk than this is no ground to act on. */
export const leastShareToActOn = 0.02;

/** A play and the reason that it answers: its place among the profile's plays, and that of the feature. Both -1: none. */
export interface PickedPlay {
  play: number;
  because: number;
}

/**
 * Prepares the choice of what to do: the first play that answers the largest reason that raises the risk and that the
 * business can change. Where no such reason has a play there is none, even in the high tier: a play that answers no
 * reason would be a guess, and the reasons still tell a person where to look. Nobody in the low tier is to be asked for.
 *
 * @param names - features in the order of contributions
 * @returns what chooses for the row whose contributions begin at `at`
 */
export function createPlayPicker(
  { plays, features }: Profile,
  names: readonly string[],
): (contributions: Float64Array, at: number, picked: PickedPlay) => void {
  const playOf = names.map((name) => {
    const isChangeable = features.some((feature) => feature.name === name && feature.changeable);
    return isChangeable ? plays.findIndex((play) => play.features.includes(name)) : -1;
  });
  /** Features that a play answers. */
  const answered = [...playOf.keys()].filter((place) => playOf[place] !== -1);
  return (contributions, at, picked) => {
    let raisedTwice = 0;
    for (let place = 0; place < names.length; place++) {
      const contribution = contributions[at + place]!;
      raisedTwice += contribution + Math.abs(contribution); // a choice between it and 0 would be guessed wrong half of the time
    }
    let because = -1;
    let largest = 0;
    for (let i = 0; i < answered.length; i++) {
      const place = answered[i]!;
      const contribution = contributions[at + place]!;
      if (contribution <= largest) continue;
      largest = contribution;
      because = place;
    }
    if (largest < (leastShareToActOn * raisedTwice) / 2) because = -1;
    picked.because = because;
    picked.play = because === -1 ? -1 : playOf[because]!;
  };
}
