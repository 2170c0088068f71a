/** A mail address as it is compared: no known mailbox tells its letters' case apart. */
export function canonicalAddress(address: string): string {
  return address.normalize('NFC').trim().toLowerCase();
}

/** The address in a sender or recipient that may have a name: `Ana Ruiz <ana@example.com>`. */
export function bareAddress(text: string): string {
  return /<([^<>]+)>\s*$/.exec(text)?.[1] ?? text.trim();
}
