import { z } from 'zod';
import { DomainError } from '../../core/errors.ts';
import type { ApiDeps } from '../deps.ts';
import { jsonResponse } from '../http/json-response.ts';
import { noBody, nothing, type Operation, operation } from '../operation.ts';

const Health = z.strictObject({ status: z.literal('up') }).meta({ id: 'Health' });
const Check = z.strictObject({ name: z.enum(['records', 'objects', 'champion']), ok: z.boolean() });
const Readiness = z
  .strictObject({ status: z.enum(['ready', 'not-ready']), checks: z.array(Check) })
  .meta({ id: 'Readiness' });

/** `GET /healthz`: the process is up; `GET /readyz`: it can score and record. */
export function healthOperations(deps: ApiDeps): Operation[] {
  // Nothing is there; but a home that may read only some folders may look into this one.
  const checks = {
    records: () => deps.records.models.champion(),
    objects: () => deps.objects.size('drops/readyz'),
    champion: () => deps.champion(),
  } as const;

  const run = async (name: keyof typeof checks): Promise<z.infer<typeof Check>> => {
    try {
      await checks[name]();
      return { name, ok: true };
    } catch (error) {
      if (!(error instanceof DomainError))
        deps.log.error('readiness-check-failed', { check: name, error: String(error) });
      return { name, ok: false };
    }
  };

  return [
    operation({
      id: 'health',
      tag: 'Service',
      summary: 'The process is up',
      params: nothing,
      query: nothing,
      body: noBody,
      answer: { status: 200, description: 'Up', schema: Health, example: { status: 'up' } },
      handle: async () => ({ status: 'up' as const }),
    }),
    operation({
      id: 'readiness',
      tag: 'Service',
      summary: 'A champion is loaded and the stores are reachable; 503 if not',
      params: nothing,
      query: nothing,
      body: noBody,
      answer: {
        status: 200,
        description: 'Ready',
        schema: Readiness,
        example: {
          status: 'ready',
          checks: [
            { name: 'records', ok: true },
            { name: 'objects', ok: true },
            { name: 'champion', ok: true },
          ],
        },
      },
      alsoAnswers: [{ status: 503, description: 'Not ready: the checks say what is missing' }],
      handle: async () => {
        const results = [await run('records'), await run('objects'), await run('champion')];
        const ready = results.every(({ ok }) => ok);
        return jsonResponse({ status: ready ? 'ready' : 'not-ready', checks: results }, { status: ready ? 200 : 503 });
      },
    }),
  ];
}
