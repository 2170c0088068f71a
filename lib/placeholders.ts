import type { Stage } from './stages.ts';

/** Context of the CDK (`-c demonstration=true`) with which templates may be looked at that nobody should deploy. */
export const demonstration = 'demonstration';

/** Names that RFC 2606 sets aside for examples: no mail to them is read, and no page of theirs is anybody's. */
const exampleHost = /(?:^|[@./])(?:example\.(?:com|net|org)|[\w-]+\.(?:example|invalid))(?:[/:?#]|$)/i;

/**
 * Refuses a stage that still has the addresses it ships with: deployed with them, notices would go to nobody, and people
 * who sign in would be sent to another's page.
 *
 * @throws {Error} naming the stage and every such field
 */
export function refusePlaceholders(stageName: string, stage: Stage): void {
  const found = textsOf(stage).filter(([, text]) => exampleHost.test(text));
  if (found.length === 0) return;
  const fields = found.map(([path, text]) => `  ${path}: ${text}`).join('\n');
  throw new Error(
    `The stage ${JSON.stringify(stageName)} in lib/stages.ts still has addresses of an example:\n${fields}\n` +
      `Put in your own, or leave out what may be left out. Only to look at the templates: -c ${demonstration}=true`,
  );
}

/** Every text in a document, by its path: `notifications.mail.to[0]`. */
function textsOf(value: unknown, path = ''): [path: string, text: string][] {
  if (typeof value === 'string') return [[path, value]];
  if (Array.isArray(value)) return value.flatMap((item, index) => textsOf(item, `${path}[${index}]`));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, held]) => textsOf(held, path === '' ? name : `${path}.${name}`));
}
