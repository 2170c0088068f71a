import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { DomainError } from '../../../core/errors.ts';
import { checkFile } from '../../../core/intake/check-file.ts';
import type { QuarantinedRow } from '../../../core/intake/receipt.ts';
import type { Language } from '../../../core/profile/profile.ts';
import { historyLength } from '../../../core/scoring/customer-record.ts';
import type { Score } from '../../../core/scoring/score.ts';
import { openFile } from '../../drops/open-source.ts';
import type { Home } from '../../home/open-home.ts';
import type { Answer } from '../answer.ts';
import { givenPath } from '../command-context.ts';
import { type CommonOptions, newCommand, type ProgramTools, withHome } from '../command-tools.ts';
import { language, wholeNumber } from '../options.ts';
import { issueLines } from '../output/explain-failure.ts';
import { moment, percent } from '../output/format.ts';
import type { Style } from '../output/style.ts';
import { table } from '../output/table.ts';
import { scoreView } from '../views/score-view.ts';

interface ExplainOptions extends CommonOptions {
  readonly language: Language;
  readonly rows: number;
}

/** `mainstay explain ID|FILE` */
export function explainCommand(tools: ProgramTools): Command {
  const about = `Says why a customer has the score it has: every reason in words, largest first, and what to do. Takes the id of
a customer that was scored, or a file, of which it explains the first rows (nothing is recorded).`;
  return newCommand('explain', "say why a customer's score is what it is", about, [
    'mainstay explain C-10042',
    'mainstay explain customers.csv --rows 1 --language ko',
  ])
    .argument('<id|file>', 'id of a customer, or a CSV or Parquet file')
    .option('--rows <n>', 'rows of a file to explain, 1 to 100', wholeNumber(1, 100), 3)
    .option('--language <en|ko>', 'language of reasons and plays', language, 'en')
    .action((what: string, options: ExplainOptions) =>
      withHome(tools, options, (home, { style }) =>
        existsSync(givenPath(what))
          ? explainFile(home, givenPath(what), options, style)
          : explainCustomer(home, what, options, style),
      ),
    );
}

async function explainCustomer(home: Home, customerId: string, options: ExplainOptions, style: Style): Promise<Answer> {
  const record = await home.records.customers.get(customerId);
  if (!record) {
    throw new DomainError(
      'customer-not-found',
      `No customer "${customerId}" was scored in this home, and there is no file of that name.`,
    );
  }
  const history = table(
    record.history.slice(0, 5),
    [
      { title: 'scored (UTC)', cell: ({ scoredAt }) => moment(scoredAt) },
      { title: 'risk', cell: ({ probability }) => percent(probability), align: 'right' },
      { title: 'tier', cell: ({ tier }) => style.tier(tier) },
      { title: 'model', cell: ({ modelVersion }) => modelVersion },
    ],
    style.faint,
  );
  const more =
    record.history.length > 5 ? `\n${style.faint(`of ${record.history.length} kept, ${historyLength} at most`)}` : '';
  return { document: record, text: `${scoreView(record.latest, options.language, style)}\n\n${history}${more}` };
}

async function explainFile(home: Home, path: string, options: ExplainOptions, style: Style): Promise<Answer> {
  const { version, engine } = await home.champion.current();
  const source = await openFile(path, engine.profile.decimal);
  const aside: QuarantinedRow[] = [];
  const file = await checkFile(source.bytes, {
    profile: engine.profile,
    purpose: 'scoring',
    onQuarantine: (row) => void (aside.length < options.rows && aside.push(row)),
  });
  const scores: Score[] = [];
  for await (const batch of file.rows) {
    const rows = batch.slice(0, options.rows - scores.length);
    scores.push(
      ...(await engine.score(
        rows.map(({ id, values, monthlyValueMinor }) => ({ customerId: id, values, monthlyValueMinor })),
      )),
    );
    if (scores.length >= options.rows) break;
  }
  if (scores.length === 0)
    throw new DomainError('unreadable-file', file.warnings.at(-1) ?? 'Not one row could be used.');
  const bad = issueLines(aside.flatMap(({ issues }) => issues));
  const text = [
    scores.map((score) => scoreView(score, options.language, style)).join(`\n\n${style.faint('─'.repeat(60))}\n\n`),
  ];
  if (bad.length > 0) text.push('', 'Rows that could not be used:', ...bad);
  return { document: { model: version, scores, quarantined: aside }, text: text.join('\n') };
}
