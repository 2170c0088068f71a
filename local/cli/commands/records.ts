import type { Command } from 'commander';
import { DomainError } from '../../../core/errors.ts';
import { modelKey, readObject } from '../../../core/lifecycle/stored-model.ts';
import { listParts } from '../../../core/lifecycle/training-data/parts.ts';
import { bundleFiles } from '../../../core/scoring/bundle.ts';
import { openOutput } from '../../drops/output-file.ts';
import { givenPath } from '../command-context.ts';
import { type CommonOptions, newCommand, type ProgramTools, withHome } from '../command-tools.ts';
import { wholeNumber } from '../options.ts';
import { objectPath } from '../output/object-path.ts';
import { dropsView, receiptView } from '../views/drops-view.ts';
import { partsView } from '../views/parts-view.ts';
import { runsView, runView } from '../views/runs-view.ts';
import { resolveVersion } from './models.ts';
import { retryDropCommand } from './retry-drop.ts';

interface ListOptions extends CommonOptions {
  readonly limit: number;
}

/** `mainstay runs [ID]` */
export function runsCommand(tools: ProgramTools): Command {
  const about =
    'Lists runs, newest first: trainings, and files scored for the inbox or the API. Says how long each step took and why one failed; with an ID, every step of that run, attempt by attempt.';
  return newCommand('runs', 'list trainings and scorings, or show the steps of one', about, [
    'mainstay runs --limit 5',
    'mainstay runs run-20261122T101502Z-3f9a1c2b',
  ])
    .argument('[id]', 'id of a run')
    .option('--limit <n>', 'how many, 1 to 200', wholeNumber(1, 200), 20)
    .action((id: string | undefined, options: ListOptions) =>
      withHome(tools, options, async ({ records }, { style }) => {
        if (id === undefined) {
          const { items } = await records.runs.list({ limit: options.limit });
          return { document: { runs: items }, text: runsView(items, style) };
        }
        const run = await records.runs.get(id);
        if (!run) throw new DomainError('not-found', `There is no run "${id}". "mainstay runs" lists them.`);
        return { document: run, text: runView(run, style) };
      }),
    );
}

/** `mainstay drops [ID]`, with `mainstay drops retry ID` */
export function dropsCommand(tools: ProgramTools): Command {
  const about =
    'Lists the files that came in, newest first, or shows the receipt of one: rows in, scored and set aside, and why.';
  return newCommand('drops', 'list the files that came in, or show a receipt', about, [
    'mainstay drops',
    'mainstay drops drop-20261122T101502Z-3f9a1c2b',
  ])
    .argument('[id]', 'id of a drop')
    .addCommand(retryDropCommand(tools))
    .option('--limit <n>', 'how many, 1 to 200', wholeNumber(1, 200), 20)
    .action((id: string | undefined, options: ListOptions) =>
      withHome(tools, options, async (home, { style }) => {
        if (id === undefined) {
          const { items } = await home.records.drops.list({ limit: options.limit });
          return { document: { drops: items }, text: dropsView(items, style) };
        }
        const receipt = await home.records.drops.get(id);
        if (!receipt) throw new DomainError('drop-not-found', `There is no drop "${id}". "mainstay drops" lists them.`);
        return { document: receipt, text: receiptView(receipt, style, (key) => objectPath(home, key)) };
      }),
    );
}

/** `mainstay parts [PROFILE]` */
export function partsCommand(tools: ProgramTools): Command {
  const about =
    'Lists the parts of the training data in the order in which they came in: every labelled file is one, with the rows that could be used. A training learns from all parts of its profile; erasing a customer makes a new revision of each part that held the customer.';
  return newCommand('parts', 'list the data that trainings learn from', about, [
    'mainstay parts',
    'mainstay parts streaming',
  ])
    .argument('[profile]', 'name of a profile (default: all)')
    .action((profile: string | undefined, options: CommonOptions) =>
      withHome(tools, options, async ({ objects }, { style }) => {
        const parts = await listParts(objects, profile);
        return { document: { parts }, text: partsView(parts, style) };
      }),
    );
}

/** `mainstay report [V]` */
export function reportCommand(tools: ProgramTools): Command {
  const about =
    'Says where the report of a model is: one HTML file that opens with a verdict and shows how good the model is, what drives churn and what acting would bring.';
  return newCommand('report', "find or copy a model's report", about, ['mainstay report --out churn-report.html'])
    .argument('[version]', 'version of the model, or the end of it', 'champion')
    .option('--out <file>', 'copies the report there')
    .action((named: string, options: CommonOptions & { readonly out?: string }) =>
      withHome(tools, options, async (home) => {
        const version = await resolveVersion(home, named);
        const key = modelKey(version, bundleFiles.report);
        const html = await readObject(home.objects, key);
        if (html === undefined) throw new DomainError('invalid-bundle', `Model ${version} has no report.`);
        if (options.out === undefined) {
          const path = objectPath(home, key);
          return { document: { version, path }, text: path };
        }
        const out = await openOutput(givenPath(options.out));
        try {
          await out.write(Buffer.from(html).toString('utf8'));
          await out.keep();
        } finally {
          await out.discard();
        }
        return { document: { version, path: out.path }, text: `The report of ${version} is in ${out.path}` };
      }),
    );
}
