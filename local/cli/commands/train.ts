import { basename } from 'node:path';
import type { Command } from 'commander';
import { DomainError } from '../../../core/errors.ts';
import { modelKey } from '../../../core/lifecycle/stored-model.ts';
import { bundleFiles, type Family, families } from '../../../core/scoring/bundle.ts';
import { markInWork } from '../../drops/cli-lock.ts';
import { openFile } from '../../drops/open-source.ts';
import { receiveFile } from '../../drops/receive-file.ts';
import { type Home, openHome } from '../../home/open-home.ts';
import { recover } from '../../home/recover.ts';
import { type ChosenProfile, chooseProfile } from '../../training/choose-profile.ts';
import { findPython } from '../../training/find-python.ts';
import { trainModel } from '../../training/train-model.ts';
import { trainOnParts } from '../../training/train-on-parts.ts';
import type { FitSettings, SkippedTraining, TrainingOutcome } from '../../training/training-request.ts';
import { type CommandContext, givenPath } from '../command-context.ts';
import { type CommonOptions, contextOf, newCommand, type ProgramTools } from '../command-tools.ts';
import { familyList, seconds, wholeNumber } from '../options.ts';
import { objectPath } from '../output/object-path.ts';
import { trainingView } from '../views/training-view.ts';
import { resolveVersion } from './models.ts';

export interface TrainingOptions {
  readonly budget: number;
  readonly families?: Family[];
  readonly seed: number;
  readonly trials?: number;
}

interface TrainOptions extends CommonOptions, TrainingOptions {
  readonly profile?: string;
  readonly force: boolean;
  readonly like?: string;
}

/** Seed unless another is given; equal data, settings and seed give an equal model. */
export const defaultSeed = 20;

/** `mainstay train FILE` */
export function trainCommand(tools: ProgramTools): Command {
  const about = `Learns from customers who left and customers who stayed: checks the file, tunes five families of models,
compares them on customers that none has seen, verifies the best in the serving engine, writes a report, and makes it the
champion if it deserves it. Needs a CSV (plain or gzip) or Parquet file with a label column; it is kept, and later trainings learn from it
too. Without FILE it trains on all files that came before, if there is anything new; "mainstay parts" lists them.`;
  return newCommand('train', 'train a model on customers who left and stayed', about, [
    'mainstay train history.csv.gz --profile streaming',
    'mainstay train history.csv --families logistic-regression,xgboost --budget 20',
    'mainstay train --force',
  ])
    .argument('[file]', 'labelled CSV, plain or gzip, or Parquet (default: the data that the home has)')
    .option('--profile <name|file>', "what the columns mean (default: the home's own, else drafted from the file)")
    .option('--budget <seconds>', 'time to search settings in, per family', seconds, 60)
    .option(
      '--families <list>',
      `families to compare, separated by commas (default: all: ${families.join(', ')})`,
      familyList,
    )
    .option('--trials <n>', 'most settings tried per family (default: 25)', wholeNumber(1, 10_000))
    .option('--seed <n>', 'equal data, settings and seed give an equal model', wholeNumber(0, 2 ** 31 - 1), defaultSeed)
    .option('--force', 'without FILE: train even if nothing new came in', false)
    .option('--like <version>', 'repeat the training of a model: the same data, settings and seed')
    .action(async (file: string | undefined, options: TrainOptions) => {
      const context = contextOf(tools, options);
      if (file !== undefined && options.like !== undefined) {
        throw new DomainError('invalid-request', '--like takes the data that the model was trained on, and no file.');
      }
      findPython(); // said before any work is done
      const path = file === undefined ? undefined : givenPath(file);
      if (path !== undefined) await openFile(path).then((source) => source.close());
      const home = await openHome(context.home, { create: path !== undefined });
      try {
        await recover(home);
        const outcome =
          path === undefined
            ? await trainOnOwnData(home, options, context)
            : await trainOnFile(
                home,
                path,
                await chooseProfile(home.paths, path, options.profile),
                settingsOf(options),
                context,
              );
        if (outcome.skipped !== undefined) {
          const { run, skipped } = outcome;
          tools.print({ document: { run, skipped }, text: `${skipped} --force trains all the same.` });
          return;
        }
        const report = objectPath(home, modelKey(outcome.model.version, bundleFiles.report));
        const { run, receipt, model, metrics, decision } = outcome;
        tools.print({
          document: { model, decision, figures: metrics.figures, candidates: metrics.candidates, receipt, run, report },
          text: trainingView(outcome, report, context.style),
        });
      } finally {
        home.close();
      }
    });
}

async function trainOnOwnData(
  home: Home,
  { profile, force, like, ...settings }: TrainOptions,
  { progress, signal }: CommandContext,
): Promise<TrainingOutcome | SkippedTraining> {
  const version = like === undefined ? undefined : await resolveVersion(home, like);
  const asked = { by: 'the command line', reason: 'on-demand', force, profile, like: version } as const;
  try {
    return await trainOnParts(home, { ...asked, settings: settingsOf(settings) }, progress, signal);
  } finally {
    progress.finish();
  }
}

export function settingsOf({ budget, families: chosen, seed, trials }: TrainingOptions): FitSettings {
  return { budgetSeconds: budget, families: chosen ?? families, seed, trials };
}

/** Trains on a file on the disk, showing how it goes. */
export async function trainOnFile(
  home: Home,
  path: string,
  { profile, from, notes }: ChosenProfile,
  settings: FitSettings,
  context: CommandContext,
): Promise<TrainingOutcome> {
  const { note, progress, errorStyle, signal } = context;
  const origin = { named: '', home: ', the one of this home', drafted: ', drafted from the file' }[from];
  note(errorStyle.faint(`Training on ${basename(path)} with the profile "${profile.name}"${origin}.`));
  for (const line of notes) note(errorStyle.faint(`  · ${line}`));
  const { source, receipt } = await receiveFile(home, path, profile.name);
  const release = markInWork(home, receipt.dropId);
  try {
    const request = {
      drop: { receipt, source },
      profile,
      settings,
      by: 'the command line',
      reason: 'on-demand' as const,
      force: true, // a person named the file
      resumable: false,
    };
    const outcome = await trainModel(home, request, progress, signal);
    if (outcome.skipped !== undefined) throw new DomainError('training-in-progress', outcome.skipped);
    return outcome;
  } catch (error) {
    throw from === 'home' ? withProfileHint(error, profile.name) : error;
  } finally {
    progress.finish();
    await release?.();
  }
}

/** A file that does not fit the home's profile is often one that means another. */
function withProfileHint(error: unknown, name: string): unknown {
  if (error instanceof DomainError && error.code === 'unreadable-file') {
    error.message += ` (It was read with this home's profile "${name}"; --profile names another, and --home another home.)`;
  }
  return error;
}
