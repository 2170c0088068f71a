import { parseArgs } from 'node:util';
import { DomainError } from '../core/errors.ts';
import { copyModel } from '../core/lifecycle/copy-model.ts';
import { promote } from '../core/lifecycle/promotion.ts';
import { openAwsStores } from '../lambdas/shared/aws-stores.ts';
import { openHome } from '../local/home/open-home.ts';

/*
 * Brings a model that was trained in the one-process home into the AWS home, with the credentials of whoever runs it, and
 * promotes it if asked to.
 */
const usage = `Usage: node scripts/bring-model.ts --table NAME --bucket NAME [--home DIR] [--model VERSION] [--promote-as WHO]

Without --model the champion of the home is brought. Table and bucket are outputs of the data stack. With --promote-as it
becomes the champion there, and the audit log names WHO; without, promote it by POST /v1/models/{version}/promote.
`;

/** The copy was verified where it arrived. */
const verifiedBefore = async (): Promise<void> => undefined;
/** Whoever brings a model knows of it. */
const untold = { publish: async (): Promise<void> => undefined };

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      home: { type: 'string', default: '.mainstay' },
      table: { type: 'string' },
      bucket: { type: 'string' },
      model: { type: 'string' },
      'promote-as': { type: 'string' },
    },
  });
  if (values.table === undefined || values.bucket === undefined) {
    process.stderr.write(usage);
    return 2;
  }
  const home = await openHome(values.home, { create: false });
  try {
    const version = values.model ?? (await home.records.models.champion())?.version;
    if (version === undefined) throw new DomainError('no-champion', `${values.home} has no champion yet.`);
    const { records, objects, clock } = openAwsStores({ tableName: values.table, bucketName: values.bucket });
    const { models, audit } = records;
    await copyModel(version, { models: home.records.models, objects: home.objects }, { models, objects });
    const by = values['promote-as'];
    if (by !== undefined) {
      await promote(
        { version, by, reason: 'Brought from a one-process home' },
        { models, audit, clock, events: untold, verify: verifiedBefore },
      );
    }
    process.stdout.write(`${version}\n`);
    return 0;
  } finally {
    home.close();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
