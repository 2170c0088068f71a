import { Duration } from 'aws-cdk-lib';
import { UserPoolClient } from 'aws-cdk-lib/aws-cognito';
import type { Construct } from 'constructs';
import type { Scope } from '../../api/access/scopes.ts';
import { hostedSignInOnly } from './hosted-sign-in-only.ts';
import type { Identity } from './identity.ts';
import { oauthScopes } from './oauth-scopes.ts';

/** What a CRM does here: scores, reads, reports what happened, hands in files. It erases nobody and promotes nothing. */
export const crmScopes: readonly Scope[] = ['scores:write', 'customers:read', 'outcomes:write', 'drops:write'];

/** A CRM that signs in with an id and a secret (client credentials); its tokens last an hour. */
export class CrmClient extends UserPoolClient {
  constructor(scope: Construct, id: string, identity: Identity) {
    super(scope, id, {
      userPool: identity.pool,
      generateSecret: true,
      oAuth: { flows: { clientCredentials: true }, scopes: oauthScopes(identity, crmScopes) },
      accessTokenValidity: Duration.hours(1),
      enableTokenRevocation: true,
      preventUserExistenceErrors: true,
    });
    this.node.addDependency(identity.server);
    hostedSignInOnly(this);
  }
}
