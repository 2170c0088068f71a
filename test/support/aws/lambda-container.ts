import { z } from 'zod';
import { lambdaContext } from './http-api-event.ts';

/*
 * A container of Lambda, as a program: loads a function as Lambda does, then runs it for one event after another, which
 * the process that started it sends. What the function throws is told by name and message, as Lambda tells it.
 */

const [file] = process.argv.slice(2);
const Loaded = z.object({ handler: z.custom<(event: unknown, context: unknown) => Promise<unknown>>() });
const { handler } = Loaded.parse(await import(`../../../lambdas/${file}.handler.ts`));
const Asked = z.object({ event: z.unknown() });
/** As long as Lambda lets a call run; middy ends the call just before. */
const context = { ...lambdaContext, getRemainingTimeInMillis: () => 900_000 };
const Thrown = z.object({ name: z.string(), message: z.string() }).catch({ name: 'Error', message: 'no error' });

async function answer(event: unknown): Promise<unknown> {
  try {
    return { result: (await handler(event, context)) ?? null };
  } catch (error) {
    const { name, message } = Thrown.parse(error);
    return { errorType: name, errorMessage: message };
  }
}

process.on('message', (message) => {
  void answer(Asked.parse(message).event).then((said) => process.send?.(said));
});
process.on('disconnect', () => process.exit());
