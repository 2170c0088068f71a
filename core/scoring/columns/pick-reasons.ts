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
