/** What `model.json` of a model from elsewhere says it is. */
export const externalModelFormat = 'mainstay-external-model/1';

/** Whether a `model.json` is one of those: its first property says so. */
export function isExternalModel(bytes: Uint8Array | undefined): boolean {
  return bytes !== undefined && new TextDecoder().decode(bytes.subarray(0, 200)).includes(externalModelFormat);
}
