/** The id of the score of one row of a drop: the same row of the same drop always gets the same id. */
export function dropScoreId(dropId: string, line: number): string {
  return `${dropId}.${line}`;
}
