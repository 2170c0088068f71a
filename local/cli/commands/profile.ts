import { basename } from 'node:path';
import type { Command } from 'commander';
import { openOutput } from '../../drops/output-file.ts';
import { draftFromFile } from '../../training/choose-profile.ts';
import { givenPath } from '../command-context.ts';
import { type CommonOptions, contextOf, newCommand, type ProgramTools } from '../command-tools.ts';
import { profileView } from '../views/profile-view.ts';

interface ProfileOptions extends CommonOptions {
  readonly label?: string;
  readonly id?: string;
  readonly money?: string;
  readonly currency?: string;
  readonly name?: string;
  readonly out?: string;
}

/** `mainstay profile FILE` */
export function profileCommand(tools: ProgramTools): Command {
  const about = `Drafts a profile from a CSV or Parquet file: what each column means, which one says who left, which are left out and why.
A draft is a guess; read it, mend it, then train with it. What is known can be said: --label, --id, --money.`;
  return newCommand('profile', 'draft what the columns of a file mean', about, [
    'mainstay profile history.csv --out profile.json',
    'mainstay profile history.csv --label Churn --id CustomerID --money MonthlyCharges --out profile.json',
  ])
    .argument('<file>', 'CSV, plain or gzip, or Parquet')
    .option('--label <column>', 'column that says who left')
    .option('--id <column>', "column with the customers' ids")
    .option('--money <column>', 'column with the money a customer brings')
    .option('--currency <code>', 'ISO 4217 code of the money (default: USD)')
    .option('--name <name>', 'name of the profile (default: that of the file)')
    .option('--out <file>', 'writes the profile there')
    .action(async (file: string, options: ProfileOptions) => {
      const { style } = contextOf(tools, options);
      const { label, id, money, currency, name } = options;
      const { profile, notes } = await draftFromFile(givenPath(file), { label, id, money, currency, name });
      const out = options.out === undefined ? null : givenPath(options.out);
      if (out !== null) {
        const output = await openOutput(out);
        try {
          await output.write(`${JSON.stringify(profile, null, 2)}\n`);
          await output.keep();
        } finally {
          await output.discard();
        }
      }
      tools.print({
        document: { profile, notes, out },
        text: profileView(profile, notes, { file: basename(file), out }, style),
      });
    });
}
