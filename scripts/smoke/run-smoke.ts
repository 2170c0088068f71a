import { clientOf, SmokeFailure } from './client.ts';
import type { SmokeOptions } from './options.ts';
import { sampleCustomers } from './sample-customers.ts';
import { type SmokeWorld, type Step, smokeSteps } from './steps.ts';
import { fetchToken } from './token.ts';

/** Writes one line. */
export type Say = (line: string) => void;

/**
 * Tries a running Mainstay, step by step, up to the first that fails; what that run has left there is erased either way.
 *
 * @returns the step that failed, or undefined
 * @throws {UnusableSample} where the file of customers cannot be used; nothing has been called then
 */
export async function runSmoke(options: SmokeOptions, say: Say, now: Date): Promise<string | undefined> {
  const runId = `SMOKE-${now.toISOString().replaceAll(/[-:]|\.\d+/g, '')}-${Math.random().toString(36).slice(2, 8)}-`;
  const sample = await sampleCustomers(options.customers, options.idColumn, runId);
  const client = clientOf(options.endpoint, options.timeoutMs);
  const { credentials, apiKey, eraseToken } = options;
  if (apiKey !== undefined) client.authorise({ 'x-api-key': apiKey });
  const world: SmokeWorld = {
    client,
    sample,
    runId,
    dropTimeoutMs: options.waitMs,
    erase: options.erase,
    eraseWith: eraseToken === undefined ? undefined : { authorization: `Bearer ${eraseToken}` },
    held: new Set(),
  };
  const token: Step[] = credentials
    ? [
        {
          name: 'token',
          run: async () => {
            client.authorise({ authorization: `Bearer ${await fetchToken(credentials, options.timeoutMs)}` });
            return `for ${credentials.clientId}`;
          },
        },
      ]
    : [];
  const steps = [...token, ...smokeSteps(world)];
  const width = Math.max(...steps.map(({ name }) => name.length));
  const startedMs = performance.now();
  for (const { name, run } of steps) {
    const stepMs = performance.now();
    const line = (mark: string, words: string): void =>
      say(`${mark} ${name.padEnd(width)}  ${`${Math.round(performance.now() - stepMs)} ms`.padStart(9)}  ${words}`);
    try {
      line('ok  ', await run());
    } catch (error) {
      line('FAIL', error instanceof SmokeFailure ? error.message : String(error));
      if (options.erase) await eraseWhatIsLeft(world, say);
      return name;
    }
  }
  say(`All ${steps.length} steps went well in ${((performance.now() - startedMs) / 1_000).toFixed(1)} s.`);
  if (!options.erase) say(`Not erased, as asked: ${[...world.held].join(', ')}`);
  return undefined;
}

/** As far as it goes: the failure that led here is the one to tell. */
async function eraseWhatIsLeft({ client, held, eraseWith }: SmokeWorld, say: Say): Promise<void> {
  if (held.size === 0) return;
  if (eraseWith) client.authorise(eraseWith);
  const left: string[] = [];
  for (const customerId of held) {
    if (!(await client.erase(customerId))) left.push(customerId);
  }
  if (left.length > 0) say(`May be left there: ${left.join(', ')}`);
}
