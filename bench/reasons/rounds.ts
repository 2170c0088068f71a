/** Something that can be timed over any number of rows. */
export interface Contender {
  readonly name: string;
  /** Explains so many rows. @returns seconds */
  time(rows: number): Promise<number>;
}

/** Rows per second of one contender: the median of the rounds, and the slowest and fastest of them. */
export interface Pace {
  readonly median: number;
  readonly least: number;
  readonly most: number;
  readonly rowsPerRound: number;
}

/** Raises the number of rows until a call takes about `seconds`. */
async function rowsFor(contender: Contender, seconds: number, mostRows: number): Promise<number> {
  for (let rows = 8; ; ) {
    const took = await contender.time(rows);
    if (took >= seconds / 4 || rows === mostRows) {
      return Math.min(mostRows, Math.max(8, Math.round((rows * seconds) / took)));
    }
    rows = Math.min(mostRows, rows * 4);
  }
}

/**
 * Times all contenders one after another, round after round, so that what the machine does besides meets all alike.
 *
 * @returns one pace for each contender, in order
 */
export async function timeInRounds(
  contenders: readonly Contender[],
  { rounds, seconds, mostRows }: { rounds: number; seconds: number; mostRows: number },
): Promise<Pace[]> {
  const plans: { contender: Contender; rows: number; paces: number[] }[] = [];
  for (const contender of contenders) {
    plans.push({ contender, rows: await rowsFor(contender, seconds, mostRows), paces: [] });
  }
  for (let round = 0; round < rounds; round++) {
    for (const { contender, rows, paces } of plans) paces.push(rows / (await contender.time(rows)));
  }
  return plans.map(({ rows, paces }) => {
    const sorted = paces.toSorted((a, b) => a - b);
    const middle = (sorted.length - 1) / 2;
    const median = (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
    return { median, least: sorted[0]!, most: sorted.at(-1)!, rowsPerRound: rows };
  });
}
