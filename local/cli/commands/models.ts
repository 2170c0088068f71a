import { userInfo } from 'node:os';
import type { Command } from 'commander';
import { DomainError } from '../../../core/errors.ts';
import { Metrics } from '../../../core/lifecycle/metrics.ts';
import { promote, rollback } from '../../../core/lifecycle/promotion.ts';
import { modelKey, readObject } from '../../../core/lifecycle/stored-model.ts';
import { verifying } from '../../../core/lifecycle/verify-model.ts';
import { bundleFiles } from '../../../core/scoring/bundle.ts';
import type { Home } from '../../home/open-home.ts';
import type { Answer } from '../answer.ts';
import { type CommonOptions, newCommand, type ProgramTools, withHome } from '../command-tools.ts';
import { comparisonView } from '../views/comparison-view.ts';
import { modelsView } from '../views/models-view.ts';

/** `mainstay models` */
export function modelsCommand(tools: ProgramTools): Command {
  const about = 'Lists the models of this home, newest first, with their figures on customers that they had not seen.';
  return newCommand('models', 'list the models', about, ['mainstay models']).action((options: CommonOptions) =>
    withHome(tools, options, async ({ records }, { style }) => {
      const [models, champion] = [await records.models.list(), await records.models.champion()];
      return { document: { champion: champion ?? null, models }, text: modelsView(models, champion, style) };
    }),
  );
}

/** `mainstay compare A B` */
export function compareCommand(tools: ProgramTools): Command {
  const about =
    'Sets the figures of two models side by side. A model is named by its version, the end of it, or "champion".';
  return newCommand('compare', 'set two models side by side', about, ['mainstay compare champion 3f9a1c2b'])
    .argument('<a>', 'version of one model')
    .argument('<b>', 'version of the other')
    .action((a: string, b: string, options: CommonOptions) =>
      withHome(tools, options, async (home, { style }) => {
        const versions = [await resolveVersion(home, a), await resolveVersion(home, b)];
        const sides = await Promise.all(
          versions.map(async (version) => ({ version, metrics: await readMetrics(home, version) })),
        );
        return { document: { models: sides }, text: comparisonView(sides, style) };
      }),
    );
}

interface ReasonOption extends CommonOptions {
  readonly reason?: string;
}

/** `mainstay promote V` */
export function promoteCommand(tools: ProgramTools): Command {
  const about =
    'Makes a model the champion: the one that scores. It is verified first, and the move is kept in the audit log.';
  return newCommand('promote', 'make a model the champion', about, [
    'mainstay promote 3f9a1c2b --reason "better on autumn data"',
  ])
    .argument('<version>', 'version of the model, or the end of it')
    .option('--reason <text>', 'why; kept with the move')
    .action((version: string, options: ReasonOption) =>
      withHome(tools, options, async (home) => {
        const full = await resolveVersion(home, version);
        const pointer = await promote({ version: full, ...decision(options) }, portsOf(home));
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

/** What the training measured. @throws {DomainError} `invalid-bundle` */
export async function readMetrics(home: Home, version: string): Promise<Metrics> {
  const bytes = await readObject(home.objects, modelKey(version, bundleFiles.metrics));
  if (bytes === undefined)
    throw new DomainError('invalid-bundle', `Model ${version}: ${bundleFiles.metrics} is missing.`);
  const parsed = Metrics.safeParse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  if (parsed.success) return parsed.data;
  throw new DomainError('invalid-bundle', `Model ${version}: ${bundleFiles.metrics} breaks its schema.`, {
    cause: parsed.error,
  });
}

function decision({ reason }: ReasonOption): { by: string; reason: string } {
  return { by: userInfo().username, reason: reason ?? 'by hand, no reason given' };
}

function portsOf({ records, events, clock, loadModel }: Home): Parameters<typeof promote>[1] {
  return { models: records.models, audit: records.audit, events, clock, verify: verifying(loadModel) };
}

function moved(champion: unknown, text: string): Answer {
  return { document: { champion }, text: `${text} A server that runs on this home follows within a second.` };
}
