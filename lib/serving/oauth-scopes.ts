import { OAuthScope } from 'aws-cdk-lib/aws-cognito';
import type { Scope } from '../../api/access/scopes.ts';
import type { Identity } from './identity.ts';

/** The scopes of a client, in the words of Cognito. */
export function oauthScopes({ server, scopes }: Identity, names: readonly Scope[]): OAuthScope[] {
  return names.map((name) => {
    const scope = scopes.get(name);
    if (!scope) throw new Error(`the resource server lacks the scope ${name}`);
    return OAuthScope.resourceServer(server, scope);
  });
}
