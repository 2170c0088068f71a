/** A mail address as it is compared: no known mailbox tells its letters' case apart. */
export function canonicalAddress(address: string): string {
  return address.normalize('NFC').trim().toLowerCase();
}
