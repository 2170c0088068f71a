import type { Mailer, Suppressions } from '../ports.ts';

/** A mailer that leaves suppressed addresses out. Every adapter is made of one: there is no way around it. */
export function neverToSuppressed(mailer: Mailer, suppressions: Pick<Suppressions, 'get'>): Mailer {
  return {
    send: async (mail) => ((await suppressions.get(mail.to)) ? 'suppressed' : mailer.send(mail)),
  };
}
