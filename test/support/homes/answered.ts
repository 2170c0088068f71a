import type { Call } from '../aws/http-api-event.ts';

/** An answer, fit to be compared with that of another home. */
export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Parsed where it is JSON: the differences of long texts take minutes to work out. */
  readonly body: unknown;
}

const compared = [
  'content-type',
  'cache-control',
  'location',
  'idempotency-replayed',
  'retry-after',
  'www-authenticate',
  'allow',
];

function settled(text: string): string {
  return text
    .replaceAll(/"url":"[^"]+","headers":\{[^}]*\}/g, '"url":"<address>","headers":"<headers>"')
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, '<moment>')
    .replaceAll(/(drop|audit|score)-\d{8}T\d{6}Z-[0-9a-f]{8,16}/g, '<id>');
}

/** Takes out of an answer what is of the moment or drawn by lot. */
export function answered(status: number, header: (name: string) => string | undefined, body: string): Answered {
  const headers = compared.map((name) => [name, header(name) && settled(header(name) ?? '')] as const);
  return {
    status,
    headers: Object.fromEntries(headers),
    body: isJson(header('content-type')) ? JSON.parse(settled(body)) : settled(body),
  };
}

const isJson = (type: string | undefined): boolean => /json/.test(type ?? '');

/** The first place where two answers part; working out all differences of long answers takes minutes. */
export function firstDifference(...answers: readonly Answered[]): string | undefined {
  const [one = [], other = []] = answers.map((answer) => JSON.stringify(answer, null, 1).split('\n'));
  const at = one.findIndex((line, index) => line !== other[index]);
  if (at < 0 && one.length === other.length) return undefined;
  return `one: ${one
    .slice(at, at + 3)
    .join(' ')
    .slice(0, 400)} — other: ${other
    .slice(at, at + 3)
    .join(' ')
    .slice(0, 400)}`;
}

/** The answer of a server. */
export async function answerOf(
  url: string,
  { method, path, headers, body }: Call,
  identity: Readonly<Record<string, string>>,
): Promise<Answered> {
  const response = await fetch(`${url}${path}`, {
    method,
    redirect: 'manual',
    headers: { 'x-request-id': 'r1', ...identity, ...headers },
    ...(body === undefined ? {} : { body }),
  });
  return answered(response.status, (name) => response.headers.get(name) ?? undefined, await response.text());
}
