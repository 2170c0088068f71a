import { basename } from 'node:path';
import type { Command } from 'commander';
import { untilAborted } from '../../../api/server/end-signal.ts';
import { usualRetraining } from '../../../core/schedule/schedule.ts';
import { families } from '../../../core/scoring/bundle.ts';
import type { CustomerSummary } from '../../../core/scoring/customer-record.ts';
import { scoreCurrentCustomers } from '../../home/first-model.ts';
import { HomeService, lockHome } from '../../home/home-service.ts';
import { type Home, openHome } from '../../home/open-home.ts';
import { recover } from '../../home/recover.ts';
import { sampleHistoryName, writeSample } from '../../home/sample-data.ts';
import { chooseProfile } from '../../training/choose-profile.ts';
import { type CommandContext, defaultHome, givenPath } from '../command-context.ts';
import { type CommonOptions, contextOf, newCommand, type ProgramTools } from '../command-tools.ts';
import { retrainingTime, seconds, wholeNumber } from '../options.ts';
import { dropLine, startView } from '../views/start-view.ts';
import { defaultSeed, settingsOf, trainOnFile } from './train.ts';

interface StartOptions extends CommonOptions {
  readonly port: number;
  readonly host: string;
  readonly data?: string;
  readonly profile?: string;
  readonly budget: number;
  readonly retrain: string | null;
  readonly inbox?: string;
}

/** Who else is told of failures, once there is a service. */
interface Failed {
  onShadow?: HomeService['onShadowFailure'];
}

/** What a first model was made from. */
interface Beginning {
  readonly synthetic: boolean;
  readonly warnings: readonly string[];
}

/** `mainstay start` */
export function startCommand(tools: ProgramTools): Command {
  const about = `Serves a home: HTTP API with documentation, and a watched inbox. The first time it trains a model and scores the
current customers: on --data FILE, or on made-up subscribers if none is given. A file put into the inbox is trained on if it
has labels, and scored if it has none. Ctrl-C ends it; the next start goes on where it stood.`;
  return newCommand('start', 'serve it all: API, docs, inbox', about, [
    'mainstay start',
    'mainstay start --data history.csv.gz --profile streaming --port 9000',
  ])
    .option('--port <n>', 'port to serve on; 0 takes a free one', wholeNumber(0, 65_535), 8_000)
    .option(
      '--host <address>',
      'address to serve on; others than loopback need MAINSTAY_API_KEYS or MAINSTAY_OIDC_ISSUER',
      '127.0.0.1',
    )
    .option('--data <file>', 'labelled CSV or Parquet file to train the first model on')
    .option('--profile <name|file>', "what its columns mean (default: the home's own, else drafted from the file)")
    .option('--budget <seconds>', 'time to search settings in, per family', seconds, 6)
    .option(
      '--retrain <cron>',
      'when to train anew on what has come in, as cron says it, by the clocks of this machine; "off" for never',
      retrainingTime,
      usualRetraining.cron,
    )
    .option('--inbox <dir>', 'folder to watch (default: inbox in the home)')
    .action(async (options: StartOptions) => {
      const context = contextOf(tools, options);
      const failed: Failed = {};
      const home = await openHome(context.home, {
        create: true,
        inbox: options.inbox === undefined ? undefined : givenPath(options.inbox),
        onChampionFailure: (version, error) =>
          context.note(
            context.errorStyle.bad(
              `Model ${version ?? '?'} cannot be loaded: ${error instanceof Error ? error.message : String(error)}`,
            ),
          ),
        onShadowFailure: (version, error) => {
          context.note(
            context.errorStyle.bad(
              `The model that scores silently fails (${version ?? '?'}): ${error instanceof Error ? error.message : String(error)}`,
            ),
          );
          failed.onShadow?.(version, error);
        },
      });
      try {
        await serveHome(home, options, context, tools, failed);
      } finally {
        home.close();
      }
    });
}

async function serveHome(
  home: Home,
  options: StartOptions,
  context: CommandContext,
  tools: ProgramTools,
  failed: Failed,
): Promise<void> {
  const { note, signal, errorStyle } = context;
  const { lock, holder } = lockHome(home);
  const training = settingsOf({ budget: options.budget, families: [...families], seed: defaultSeed });
  let service: HomeService | undefined;
  try {
    const recovered = await recover(home);
    if (recovered.runs > 0)
      note(errorStyle.faint('An earlier training run was cut short; what it left was cleared away.'));
    service = await HomeService.listen(home, {
      host: options.host,
      port: options.port,
      accessEnv: process.env,
      noticesEnv: process.env,
      training,
      retraining: options.retrain,
      reporter: { show: () => undefined, say: () => undefined },
      onDrop: (receipt) => note(dropLine(receipt, home.clock.now(), errorStyle)),
      onInboxFailure: (path, error) =>
        note(
          errorStyle.bad(
            `${basename(path)} could not be taken in: ${error instanceof Error ? error.message : String(error)}`,
          ),
        ),
    });
    failed.onShadow = service.onShadowFailure;
    lock.describe({ ...holder, url: service.server.url });
    const beginning = await firstModel(home, options, training, context);
    await service.takeIn();
    await sayReady(home, service.server.url, beginning, context, tools);
    await untilAborted(signal);
    note('\nStopping …');
    await service.close();
    note('Stopped. What was not finished goes on at the next start.');
  } catch (error) {
    await service?.close();
    throw error;
  } finally {
    lock.release();
  }
}

/** Trains and scores if the home has no champion; otherwise makes sure that the champion works. */
async function firstModel(
  home: Home,
  options: StartOptions,
  training: ReturnType<typeof settingsOf>,
  context: CommandContext,
): Promise<Beginning | undefined> {
  const { note, progress, signal, errorStyle } = context;
  if (await home.records.models.champion()) {
    if (options.data !== undefined) {
      note(
        errorStyle.faint(
          'This home has a champion already, so --data is left alone. Put the file into the inbox, or: mainstay train FILE',
        ),
      );
    }
    await home.champion.current();
    return undefined;
  }
  const given = options.data === undefined ? undefined : givenPath(options.data);
  const sample = given === undefined ? await writeSample(home.paths) : undefined;
  if (sample) {
    note(
      errorStyle.bold(
        'No data was given, so this home begins with made-up subscribers (synthetic; no real person is in them).',
      ),
    );
  }
  const history = sample?.history ?? given ?? '';
  const profile = await chooseProfile(home.paths, history, options.profile ?? (sample ? 'streaming' : undefined));
  const outcome = await trainOnFile(home, history, profile, training, context);
  if (!outcome.decision.promote) {
    note(errorStyle.bad(`The model was not promoted. ${outcome.decision.reason}`));
    await home.champion.current(); // says that there is none
  }
  const receipt = await scoreCurrentCustomers(home, sample?.current ?? history, sample === undefined, {
    signal,
    onScored: (share) => progress.show('score', { done: share, of: 1 }),
  });
  progress.finish();
  return { synthetic: sample !== undefined, warnings: receipt.warnings };
}

async function sayReady(
  home: Home,
  url: string,
  beginning: Beginning | undefined,
  { style }: CommandContext,
  tools: ProgramTools,
): Promise<void> {
  const { version } = await home.champion.current();
  const model = await home.records.models.get(version);
  const tiers = await home.records.customers.tierTotals();
  const page = await home.records.customers.list({ segments: {}, sort: 'valueAtRisk', limit: 5 });
  const top: readonly CustomerSummary[] = page.items;
  const homeOption = home.paths.root === defaultHome() ? '' : ` --home ${home.paths.root}`;
  const { root, inbox } = home.paths;
  const warnings = beginning?.warnings ?? [];
  const synthetic = beginning?.synthetic ?? (await trainedOnSample(home, version));
  tools.print({
    document: { url, docs: `${url}/docs`, inbox, home: root, champion: model, tiers, top, synthetic, warnings },
    text: startView({ url, home: root, homeOption, inbox, model, tiers, top, synthetic, warnings }, style),
  });
}

/** Whether a model was trained on the made-up subscribers. */
async function trainedOnSample(home: Home, version: string): Promise<boolean> {
  const { items } = await home.records.drops.list({ limit: 200 });
  const training = items.find(({ kind, modelVersion }) => kind === 'training' && modelVersion === version);
  return training?.fileName === sampleHistoryName;
}
