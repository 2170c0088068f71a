import { Duration } from 'aws-cdk-lib';
import { OAuthScope, UserPoolClient, UserPoolClientIdentityProvider } from 'aws-cdk-lib/aws-cognito';
import type { Construct } from 'constructs';
import { Scope } from '../../api/access/scopes.ts';
import { hostedSignInOnly } from './hosted-sign-in-only.ts';
import type { Identity } from './identity.ts';
import { oauthScopes } from './oauth-scopes.ts';

export interface WebClientProps {
  readonly identity: Identity;
  /** Where people come back to after they signed in or out. */
  readonly dashboardUrls: readonly string[];
}

/**
 * The dashboard in a browser: authorization code with PKCE. It has no secret, for a page cannot keep one, and no other
 * flow, so that passwords are only ever typed on Cognito's own page.
 */
export class WebClient extends UserPoolClient {
  constructor(scope: Construct, id: string, { identity, dashboardUrls }: WebClientProps) {
    super(scope, id, {
      userPool: identity.pool,
      generateSecret: false,
      supportedIdentityProviders: [UserPoolClientIdentityProvider.COGNITO],
      oAuth: {
        flows: { authorizationCodeGrant: true },
        callbackUrls: [...dashboardUrls],
        logoutUrls: [...dashboardUrls],
        scopes: [OAuthScope.OPENID, OAuthScope.EMAIL, ...oauthScopes(identity, Scope.options)],
      },
      accessTokenValidity: Duration.hours(1),
      idTokenValidity: Duration.hours(1),
      refreshTokenValidity: Duration.hours(12), // a working day
      enableTokenRevocation: true,
      preventUserExistenceErrors: true,
    });
    this.node.addDependency(identity.server);
    hostedSignInOnly(this);
  }
}
