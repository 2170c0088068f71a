import { Aws, Duration, Fn, Validations } from 'aws-cdk-lib';
import {
  AccountRecovery,
  FeaturePlan,
  Mfa,
  ResourceServerScope,
  StandardThreatProtectionMode,
  UserPool,
  type UserPoolDomain,
  type UserPoolResourceServer,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { Scope, scopes } from '../../api/access/scopes.ts';
import { type Lifetime, removalPolicyOf } from '../shared/lifetime.ts';

/** Cognito writes a scope into a token with this before it: `mainstay/scores:write`. */
export const resourceServerId = 'mainstay';

export interface IdentityProps extends Lifetime {
  /** Tells this pool's address from those of other stages. */
  readonly stageName: string;
  readonly threatProtection: boolean;
}

/** Who may call: the people of the dashboard, who are invited, and the scopes that their and a CRM's tokens can carry. */
export class Identity extends Construct {
  readonly pool: UserPool;
  readonly server: UserPoolResourceServer;
  readonly scopes: ReadonlyMap<Scope, ResourceServerScope>;
  readonly domain: UserPoolDomain;

  constructor(scope: Construct, id: string, { stageName, threatProtection, keep }: IdentityProps) {
    super(scope, id);
    this.pool = new UserPool(this, 'Pool', {
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      autoVerify: { email: true },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      mfa: Mfa.REQUIRED,
      mfaSecondFactor: { otp: true, sms: false }, // text messages can be redirected, and cost
      passwordPolicy: {
        minLength: 12,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(3),
      },
      featurePlan: threatProtection ? FeaturePlan.PLUS : FeaturePlan.ESSENTIALS,
      ...(threatProtection ? { standardThreatProtectionMode: StandardThreatProtectionMode.FULL_FUNCTION } : {}),
      deletionProtection: keep,
      removalPolicy: removalPolicyOf({ keep }),
    });
    if (!threatProtection) {
      Validations.of(this.pool).acknowledge({
        id: 'AwsSolutions-COG8',
        reason:
          'The Plus plan is paid per person; this stage holds no real customers, is invite-only and needs a second factor.',
      });
    }
    this.scopes = new Map(
      Scope.options.map((name) => [name, new ResourceServerScope({ scopeName: name, scopeDescription: scopes[name] })]),
    );
    this.server = this.pool.addResourceServer('Api', {
      identifier: resourceServerId,
      scopes: [...this.scopes.values()],
    });
    // Such addresses are shared by all accounts of a region; the account's number keeps ours apart.
    const domainPrefix = Fn.join('-', ['mainstay', stageName, Aws.ACCOUNT_ID]);
    this.domain = this.pool.addDomain('Domain', { cognitoDomain: { domainPrefix } });
  }
}
