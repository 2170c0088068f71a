import type { Command } from 'commander';
import { chooseAccess } from '../../../api/access/choose-access.ts';
import { DomainError } from '../../../core/errors.ts';
import { ChampionHolder } from '../../../core/lifecycle/champion.ts';
import type { ObjectStore } from '../../../core/ports.ts';
import { noEndpoints } from '../../../core/scoring/external/no-endpoints.ts';
import { openOutput } from '../../drops/output-file.ts';
import { apiOfHome } from '../../home/api-of-home.ts';
import { openRecords } from '../../records/open-records.ts';
import { givenPath } from '../command-context.ts';
import { type CommonOptions, newCommand, type ProgramTools } from '../command-tools.ts';

/** `mainstay openapi` */
export function openApiCommand(tools: ProgramTools): Command {
  const about =
    'Prints the OpenAPI 3.1 document of the HTTP API, for client generators. A running home serves it at /openapi.json.';
  return newCommand('openapi', 'print the OpenAPI document of the API', about, ['mainstay openapi --out openapi.json'])
    .option('--out <file>', 'writes it there')
    .action(async (options: CommonOptions & { readonly out?: string }) => {
      const document = await openApiDocument();
      const text = JSON.stringify(document, null, 2);
      if (options.out === undefined) {
        tools.print({ document, text });
        return;
      }
      const out = await openOutput(givenPath(options.out));
      try {
        await out.write(`${text}\n`);
        await out.keep();
      } finally {
        await out.discard();
      }
      tools.print({ document, text: `Written to ${out.path}` });
    });
}

async function none(): Promise<never> {
  throw new DomainError('no-champion', 'There is no home.');
}

/** What the API of a home says of itself; it is the same for every home, so none is opened. */
async function openApiDocument(): Promise<unknown> {
  const records = openRecords(':memory:');
  const clock = { now: () => new Date() };
  const champion = new ChampionHolder({
    models: records.models,
    load: none,
    clock,
    pollIntervalMs: 0,
    onFailure: () => undefined,
  });
  const home = {
    records,
    objects: emptyStore,
    events: records.outbox,
    clock,
    champion,
    shadow: undefined,
    endpoints: noEndpoints,
    loadModel: none,
  };
  const log = { info: () => undefined, error: () => undefined };
  const api = apiOfHome(home, {
    access: chooseAccess('127.0.0.1', undefined),
    log,
    submitDrop: none,
    queueDrop: none,
    requestTraining: none,
  });
  try {
    return await (await api.request('http://127.0.0.1/openapi.json')).json();
  } finally {
    records.close();
  }
}

const emptyStore: ObjectStore = {
  put: async () => false,
  read: async () => undefined,
  size: async () => undefined,
  list: async () => [],
  remove: async () => undefined,
};
