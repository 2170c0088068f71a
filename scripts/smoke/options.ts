import { parseArgs } from 'node:util';
import type { ClientCredentials } from './token.ts';

export const usage = `Usage: npm run smoke:aws -- --endpoint URL [options]

Tries a running Mainstay end to end, deployed or local: token, readiness, scores, lists, what-if, a file with one broken row,
its receipt, the same file by an upload address, erasure. It deploys nothing, works only on customers of its own (SMOKE-…) and erases them at the end.

  --endpoint URL        of the API, such as the output ApiUrl of the serving stack, or http://127.0.0.1:8000
  --token-url URL       where tokens are given (output TokenUrl)
  --client-id ID        client that asks for one; its secret in MAINSTAY_CLIENT_SECRET
  --scope "A B"         scopes to ask for (default: all the client may have)
  --api-key KEY         key of a one-process home, instead of a token (or MAINSTAY_API_KEY)
  --customers FILE      CSV (also .gz) without labels; the first 4 rows are used (default: made-up streaming subscribers)
  --id-column NAME      its column of ids, which this run overwrites with its own (default CustomerID)
  --wait SECONDS        how long the file may take (default 120)
  --timeout SECONDS     how long one call may take (default 30)
  --keep                do not erase, for a client that may not (a CRM's); or give a token that may in MAINSTAY_ERASE_TOKEN

Exit codes: 0 all went well, 1 a step failed, 2 wrong usage.
`;

/** The command was typed wrongly; the message says how. */
export class WrongUsage extends Error {}

export interface SmokeOptions {
  readonly endpoint: string;
  readonly credentials: ClientCredentials | undefined;
  readonly apiKey: string | undefined;
  readonly eraseToken: string | undefined;
  readonly customers: string | undefined;
  readonly idColumn: string;
  readonly waitMs: number;
  readonly timeoutMs: number;
  readonly erase: boolean;
}

/** Reads the command line. @returns undefined where help was asked for. @throws {WrongUsage} */
export function smokeOptions(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): SmokeOptions | undefined {
  const values = parse(args);
  if (values.help) return undefined;
  const { 'token-url': tokenUrl, 'client-id': clientId, scope } = values;
  if (values.endpoint === undefined) throw new WrongUsage('--endpoint is missing');
  if ((tokenUrl === undefined) !== (clientId === undefined))
    throw new WrongUsage('--token-url and --client-id belong together');
  const apiKey = values['api-key'] ?? env.MAINSTAY_API_KEY;
  if (tokenUrl !== undefined && values['api-key'] !== undefined)
    throw new WrongUsage('give either --token-url or --api-key');
  const clientSecret = env.MAINSTAY_CLIENT_SECRET;
  if (tokenUrl !== undefined && !clientSecret)
    throw new WrongUsage('the secret of --client-id is read from MAINSTAY_CLIENT_SECRET, which is not set');
  return {
    endpoint: address('--endpoint', values.endpoint),
    credentials:
      tokenUrl === undefined || clientId === undefined || clientSecret === undefined
        ? undefined
        : { tokenUrl: address('--token-url', tokenUrl), clientId, clientSecret, scope },
    apiKey: tokenUrl === undefined ? apiKey : undefined,
    eraseToken: env.MAINSTAY_ERASE_TOKEN,
    customers: values.customers,
    idColumn: values['id-column'],
    waitMs: secondsIn('--wait', values.wait),
    timeoutMs: secondsIn('--timeout', values.timeout),
    erase: !values.keep,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        endpoint: { type: 'string' },
        'token-url': { type: 'string' },
        'client-id': { type: 'string' },
        scope: { type: 'string' },
        'api-key': { type: 'string' },
        customers: { type: 'string' },
        'id-column': { type: 'string', default: 'CustomerID' },
        wait: { type: 'string', default: '120' },
        timeout: { type: 'string', default: '30' },
        keep: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new WrongUsage(error instanceof Error ? error.message : String(error));
  }
}

/** Credentials go to this address, so it is https unless it is this machine. */
function address(option: string, text: string): string {
  const url = URL.parse(text);
  const local = url !== null && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && local)) return text;
  throw new WrongUsage(`${option} must be an https:// address (http:// only to this machine), got ${text}`);
}

function secondsIn(option: string, text: string): number {
  const seconds = Number(text);
  if (!(seconds > 0 && seconds <= 86_400)) throw new WrongUsage(`${option} must be a number of seconds, got ${text}`);
  return seconds * 1_000;
}
