/** Most that a file sent to an upload address may hold, bytes: what S3 takes in one request. */
export const uploadLimitBytes = 5 * 1024 ** 3;

/** How long an address may be used, ms. A file that has begun to arrive by then may arrive whole. */
export const uploadOpenMs = 15 * 60 * 1000;

/** A file for which an address is asked. */
export interface PlannedUpload {
  /** The drop that it becomes once it has arrived. */
  readonly dropId: string;
  readonly fileName: string;
  /** Exactly. */
  readonly sizeBytes: number;
  /** Of the file, in hex; undefined where the client did not say. */
  readonly sha256: string | undefined;
  /** From when on nothing is taken any more. */
  readonly expiresAt: Date;
}

/** Where a file is to be sent by `PUT`. Whoever has the address may send the file, with no other permission. */
export interface UploadAddress {
  readonly url: string;
  /** Must be sent with the file. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Gives out addresses for files that are too large for a request. Nothing is kept of an address that is never used; a
 * file that arrives at one becomes a drop, once.
 */
export interface UploadAddresses {
  /** @param origin - scheme and host by which the client reaches the API */
  open(upload: PlannedUpload, origin: string): Promise<UploadAddress>;
  /**
   * For addresses of the API's own, `/v1/uploads/{token}`: what a token was given out for, undefined for a forged one.
   * Left out where files go elsewhere.
   */
  readonly redeem?: (token: string) => PlannedUpload | undefined;
}
