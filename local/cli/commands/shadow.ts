import type { Command } from 'commander';
import { modelDetails } from '../../../core/lifecycle/model-details.ts';
import { mostShadowDays } from '../../../core/lifecycle/shadow/shadow.ts';
import { startShadow, stopShadow } from '../../../core/lifecycle/shadow/shadow-mode.ts';
import { UsageError } from '../answer.ts';
import { type CommonOptions, newCommand, type ProgramTools, withHome } from '../command-tools.ts';
import { wholeNumber } from '../options.ts';
import { moment } from '../output/format.ts';
import { shadowView } from '../views/model-view.ts';
import { decision, resolveVersion } from './models.ts';

interface ShadowOptions extends CommonOptions {
  readonly days?: number;
  readonly stop?: boolean;
  readonly reason?: string;
}

/** `mainstay shadow V` */
export function shadowCommand(tools: ProgramTools): Command {
  const about = `Lets a model score silently beside the champion for some days, so that the two can be compared on live customers
before anyone is affected. It stops by itself. Without --days and --stop, shows the comparison so far.`;
  return newCommand('shadow', 'let a model score silently, and compare', about, [
    'mainstay shadow 3f9a1c2b --days 7 --reason "before the autumn campaign"',
    'mainstay shadow 3f9a1c2b',
    'mainstay shadow 3f9a1c2b --stop',
  ])
    .argument('<version>', 'version of the model, or the end of it')
    .option('--days <n>', `how long, 1 to ${mostShadowDays}`, wholeNumber(1, mostShadowDays))
    .option('--stop', 'end it now; what it said so far is kept')
    .option('--reason <text>', 'why; kept in the audit log')
    .action((named: string, options: ShadowOptions) =>
      withHome(tools, options, async (home, { style }) => {
        const { days, stop } = options;
        if (days !== undefined && stop) throw new UsageError('Give --days to start or --stop to end, not both.');
        const version = await resolveVersion(home, named);
        const { records, clock, loadModel: load } = home;
        const ports = { ...records, clock, load };
        if (stop) {
          await stopShadow({ version, ...decision(options) }, ports);
          return {
            document: { version, shadow: null },
            text: `Model ${version} no longer scores beside the champion.`,
          };
        }
        if (days !== undefined) {
          const shadow = await startShadow({ version, days, ...decision(options) }, ports);
          const text = `Model ${version} scores silently beside the champion until ${moment(shadow.until)} (UTC).`;
          return { document: { shadow }, text };
        }
        const { shadow } = await modelDetails(version, home);
        const never = `Model ${version} never scored silently. "mainstay shadow ${named} --days 7" lets it.`;
        return { document: { version, shadow }, text: shadow ? shadowView(shadow, style) : never };
      }),
    );
}
