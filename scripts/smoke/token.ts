import { z } from 'zod';
import { fetchText, parsed, SmokeFailure } from './client.ts';

export interface ClientCredentials {
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Scopes to ask for, separated by blanks; all that the client may have where none is named. */
  readonly scope?: string | undefined;
}

const TokenAnswer = z.object({ access_token: z.string().min(1), token_type: z.string().regex(/^bearer$/i) });

/** Gets an access token by client credentials (RFC 6749, 4.4). @throws {SmokeFailure} */
export async function fetchToken(
  { tokenUrl, clientId, clientSecret, scope }: ClientCredentials,
  timeoutMs: number,
): Promise<string> {
  const form = new URLSearchParams({ grant_type: 'client_credentials', ...(scope === undefined ? {} : { scope }) });
  const basic = [clientId, clientSecret].map((part) => encodeURIComponent(part)).join(':'); // RFC 6749, 2.3.1
  const { answer, body } = await fetchText(tokenUrl, 'The token', timeoutMs, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(basic).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: form.toString(),
  });
  if (answer.status !== 200)
    throw new SmokeFailure(`${tokenUrl} answered ${answer.status} instead of a token: ${body.slice(0, 600)}`);
  return parsed('The token', body, TokenAnswer).access_token;
}
