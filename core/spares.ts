/** Things of one owner that are kept; more are forgotten. */
const mostKept = 2;

/**
 * Things that are dear to make and serve one user at a time: whoever is through with one leaves it to the next. Of each
 * owner those of the kind are kept that was wanted last.
 */
export class Spares<Owner extends object, Thing> {
  readonly #kept = new WeakMap<Owner, { readonly kind: string; readonly things: Thing[] }>();

  /** One that is left, for nobody else to take. */
  take(owner: Owner, kind: string): Thing | undefined {
    const kept = this.#kept.get(owner);
    if (kept?.kind === kind) return kept.things.pop();
    this.#kept.set(owner, { kind, things: [] });
    return undefined;
  }

  /** Leaves one that is as good as new. */
  leave(owner: Owner, kind: string, thing: Thing): void {
    const kept = this.#kept.get(owner);
    if (kept?.kind === kind && kept.things.length < mostKept) kept.things.push(thing);
  }
}
