/** The largest of the figures that it is offered; the least of them is on top of the heap. */
export class Largest {
  /** The n-th largest so far, −∞ where there are fewer; equal ones count each. */
  least = Number.NEGATIVE_INFINITY;
  readonly #heap: Float64Array;

  constructor(n: number) {
    this.#heap = new Float64Array(n).fill(Number.NEGATIVE_INFINITY);
  }

  /** @param figure - above {@link least} */
  take(figure: number): void {
    const heap = this.#heap;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && heap[child + 1]! < heap[child]!) child += 1;
      if (heap[child]! >= figure) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = figure;
    this.least = heap[0]!;
  }
}
