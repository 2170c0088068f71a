import { DomainError } from '../../core/errors.ts';
import type { Texter } from '../../core/ports.ts';

/** Stands in where a stage sends no text messages. */
export const noTexter: Texter = {
  send: async () => {
    throw new DomainError('message-refused', 'This stage sends no text messages: TWILIO_SECRET_ARN is not set.');
  },
};
