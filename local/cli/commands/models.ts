import { userInfo } from 'node:os';
import type { Command } from 'commander';
import { DomainError } from '../../../core/errors.ts';
import { compareModels } from '../../../core/lifecycle/compare-models.ts';
import { measureImpact } from '../../../core/lifecycle/impact.ts';
import { readDecision } from '../../../core/lifecycle/lineage.ts';
import { listModels, modelDetails } from '../../../core/lifecycle/model-details.ts';
import { promote, rollback } from '../../../core/lifecycle/promotion.ts';
import { verifying } from '../../../core/lifecycle/verify-model.ts';
import type { Home } from '../../home/open-home.ts';
import type { Answer } from '../answer.ts';
import { type CommonOptions, newCommand, type ProgramTools, withHome } from '../command-tools.ts';
import { comparisonView } from '../views/comparison-view.ts';
import { impactView, modelView } from '../views/model-view.ts';
import { modelsView } from '../views/models-view.ts';

/** `mainstay models [V]` */
export function modelsCommand(tools: ProgramTools): Command {
  const about = `Lists the models of this home, newest first, with where they stand and their figures on customers that they had
not seen. With a version: where that one comes from, what the gate decided, and what it said as a shadow.`;
  return newCommand('models', 'list the models, or show one', about, ['mainstay models', 'mainstay models champion'])
    .argument('[version]', 'version of a model, the end of it, or "champion"')
    .action((named: string | undefined, options: CommonOptions) =>
      withHome(tools, options, async (home, { style }) => {
        if (named !== undefined) {
          const details = await modelDetails(await resolveVersion(home, named), home);
          return { document: details, text: modelView(details, style) };
        }
        const list = await listModels(home);
        return { document: list, text: modelsView(list, style) };
      }),
    );
}

/** `mainstay compare A B` */
export function compareCommand(tools: ProgramTools): Command {
  const about =
    'Sets two models side by side: what both said of the same rows as far as that is known, their figures and settings. A model is named by its version, the end of it, or "champion".';
  return newCommand('compare', 'set two models side by side', about, ['mainstay compare champion 3f9a1c2b'])
    .argument('<a>', 'version of one model')
    .argument('<b>', 'version of the other')
    .action((a: string, b: string, options: CommonOptions) =>
      withHome(tools, options, async (home, { style }) => {
        const comparison = await compareModels(await resolveVersion(home, a), await resolveVersion(home, b), home);
        return { document: comparison, text: comparisonView(comparison, style) };
      }),
    );
}

interface ReasonOption extends CommonOptions {
  readonly reason?: string;
}

/** `mainstay promote V` */
export function promoteCommand(tools: ProgramTools): Command {
  const about =
    'Makes a model the champion: the one that scores. It is verified first, and the move is kept in the audit log. One that the gate turned away needs --reason; the move is then kept as an override. --dry-run shows what would change for the current customers.';
  return newCommand('promote', 'make a model the champion', about, [
    'mainstay promote 3f9a1c2b --dry-run',
    'mainstay promote 3f9a1c2b --reason "better on autumn data"',
  ])
    .argument('<version>', 'version of the model, or the end of it')
    .option('--reason <text>', 'why; kept with the move')
    .option('--dry-run', 'only show what would change')
    .action((version: string, options: ReasonOption & { readonly dryRun?: boolean }) =>
      withHome(tools, options, async (home, { style }) => {
        const full = await resolveVersion(home, version);
        if (options.dryRun) {
          const impact = await measureImpact(full, { ...home.records, load: home.loadModel });
          return { document: impact, text: impactView(impact, style) };
        }
        const { by } = decision(options);
        const pointer = await promote({ version: full, by, reason: options.reason }, portsOf(home));
        return moved(pointer, `Model ${full} is the champion now.`);
      }),
    );
}

/** `mainstay rollback` */
export function rollbackCommand(tools: ProgramTools): Command {
  const about = 'Makes the previous champion the champion again. Doing it twice undoes it: the history is never cut.';
  return newCommand('rollback', 'go back to the previous champion', about, [
    'mainstay rollback --reason "complaints since Monday"',
  ])
    .option('--reason <text>', 'why; kept with the move')
    .action((options: ReasonOption) =>
      withHome(tools, options, async (home) => {
        const pointer = await rollback(decision(options), portsOf(home));
        return moved(pointer, `Model ${pointer.version} is the champion again.`);
      }),
    );
}

/**
 * The full version of a model that a person named in short.
 * @throws {DomainError} `model-not-found`, `no-champion`
 */
export async function resolveVersion(home: Home, text: string): Promise<string> {
  if (text === 'champion') {
    const champion = await home.records.models.champion();
    if (champion) return champion.version;
    throw new DomainError('no-champion', 'No model has been promoted yet. "mainstay models" lists what there is.');
  }
  const versions = (await home.records.models.list()).map(({ version }) => version);
  const matches = versions.filter(
    (version) => version === text || version.startsWith(text) || version.endsWith(`-${text}`),
  );
  const [only, second] = matches;
  if (only !== undefined && second === undefined) return only;
  const detail =
    second === undefined ? `There is no model "${text}".` : `"${text}" is the beginning of ${matches.length} models.`;
  throw new DomainError('model-not-found', `${detail} "mainstay models" lists them.`);
}

/** Who acts here, and why. */
export function decision({ reason }: ReasonOption): { by: string; reason: string } {
  return { by: userInfo().username, reason: reason ?? 'by hand, no reason given' };
}

function portsOf({ records, objects, events, clock, loadModel }: Home): Parameters<typeof promote>[1] {
  const { models, audit } = records;
  const decisionOn = (version: string) => readDecision(objects, version);
  return { models, audit, events, clock, verify: verifying(loadModel), decisionOn };
}

function moved(champion: unknown, text: string): Answer {
  return { document: { champion }, text: `${text} A server that runs on this home follows within a second.` };
}
