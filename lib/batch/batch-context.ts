import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Stores } from '../data/data-stack.ts';

/** What every function of the batch workflow is given. */
export interface BatchContext {
  readonly stageName: string;
  readonly stores: Stores;
  readonly bus: IEventBus;
  readonly logRetention: RetentionDays;
  readonly memoryMb: number;
  /** How long a customer is kept after the last score; undefined: until erased. */
  readonly customerDays: number | undefined;
}
