import { DomainError } from '../../core/errors.ts';
import type { Mailer } from '../../core/ports.ts';

/** Stands in where a stage sends no mail. */
export const noMailer: Mailer = {
  send: async () => {
    throw new DomainError('message-refused', 'This stage sends no mail: MAIL_FROM is not set.');
  },
};
