/** Compressed bytes handed on at once: as few wait to be unpacked as may be, see {@link GzipMembers}. */
const pieceBytes = 1 << 15;
/** Bytes that may be handed on and not yet unpacked, by what streams hold. */
const waitingBytes = 4 * pieceBytes;
/** No compressed byte becomes more. */
const mostExpansion = 1_032;

const headerBytes = 10;
/** Of the size before the header, too. */
const lookBytes = headerBytes + 4;
const smallestMember = 18;

/**
 * The members of a gzip file, which may be several one after another, as pigz, bgzip and `cat a.gz b.gz` make them. What
 * unpacks them here takes one, and does not tell where it ended; so a member is taken to end where another begins: ten
 * bytes as of a header, after a size that fits what was unpacked. Mere chance makes such a place once in terabytes, and the
 * file is then refused as damaged, never misread. So is an archive of gzip files that was packed without being made smaller;
 * a table has none.
 */
export class GzipMembers {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #held: Uint8Array<ArrayBuffer> = new Uint8Array();
  #ended = false;
  #unpacked = 0;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#chunks = source[Symbol.asyncIterator]();
  }

  /** To be told of every byte that the member at hand was unpacked to. */
  unpacked(bytes: number): void {
    this.#unpacked += bytes;
  }

  /** Whether there is another member. */
  async more(): Promise<boolean> {
    await this.#fill();
    return this.#held.length > 0;
  }

  /** The next member, piece by piece. */
  async *member(): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
    this.#unpacked = 0;
    for (let from = smallestMember; ; from = 4) {
      await this.#fill();
      const held = this.#held;
      const next = this.#nextMember(from);
      const end = next ?? (this.#ended ? held.length : held.length - lookBytes + 1);
      for (let at = 0; at < end; at += pieceBytes) yield held.slice(at, Math.min(end, at + pieceBytes));
      this.#held = held.subarray(end);
      if (next !== undefined || this.#ended) return;
    }
  }

  /** Closes the source. */
  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  /** Where the next member begins in what is held. */
  #nextMember(from: number): number | undefined {
    const held = this.#held;
    for (
      let at = held.indexOf(0x1f, from);
      at >= 0 && at + headerBytes <= held.length;
      at = held.indexOf(0x1f, at + 1)
    ) {
      if (!isHeader(held, at)) continue;
      const size = new DataView(held.buffer, held.byteOffset + at - 4).getUint32(0, true);
      const waiting = (size - this.#unpacked) >>> 0; // sizes are told modulo 2 ** 32
      if (waiting <= mostExpansion * (waitingBytes + at)) return at;
    }
    return undefined;
  }

  async #fill(): Promise<void> {
    while (!this.#ended && this.#held.length < smallestMember + lookBytes) {
      const next = await this.#chunks.next();
      if (next.done) {
        this.#ended = true;
        return;
      }
      const joined = new Uint8Array(this.#held.length + next.value.length);
      joined.set(this.#held);
      joined.set(next.value, this.#held.length);
      this.#held = joined;
    }
  }
}

/** Deflate, no unknown flags, and levels and systems that there are (RFC 1952). */
function isHeader(bytes: Uint8Array, at: number): boolean {
  const [, id, method, flags = 0xff, , , , , level = 1, system = 14] = bytes.subarray(at, at + headerBytes);
  const isKnown = flags < 0x20 && [0, 2, 4].includes(level) && (system <= 13 || system === 255);
  return id === 0x8b && method === 8 && isKnown;
}
