import { CfnUserPoolClient, type UserPoolClient } from 'aws-cdk-lib/aws-cognito';

/**
 * Leaves a client no way to sign in but Cognito's own pages and its token address. A client that names no flow would
 * get Cognito's default ones, with which a page of our own could ask for passwords.
 */
export function hostedSignInOnly(client: UserPoolClient): void {
  const cfnClient = client.node.defaultChild;
  if (!(cfnClient instanceof CfnUserPoolClient)) throw new Error('a UserPoolClient without its CfnUserPoolClient');
  cfnClient.explicitAuthFlows = ['ALLOW_REFRESH_TOKEN_AUTH'];
}
