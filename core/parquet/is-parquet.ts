/** What a receipt says of a file that came as Parquet. */
export const parquetNote =
  'The file is Parquet: it was read as the CSV that it stands for, so that line n + 1 is its row n.';

/** Whether a file begins as Parquet does, encrypted or not. @param head - its first four bytes */
export function isParquet(head: Uint8Array): boolean {
  const magic = new TextDecoder('latin1').decode(head.subarray(0, 4));
  return magic === 'PAR1' || magic === 'PARE';
}
