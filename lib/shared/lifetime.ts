import { RemovalPolicy } from 'aws-cdk-lib';

/** Whether a thing with data in it stays when its stack is removed. */
export interface Lifetime {
  /** True: it stays, and cannot be deleted by a single call where the service has such a switch. */
  readonly keep: boolean;
}

/** What CloudFormation does with a resource of that lifetime. */
export function removalPolicyOf({ keep }: Lifetime): RemovalPolicy {
  return keep ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
}
