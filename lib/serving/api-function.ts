import { Duration } from 'aws-cdk-lib';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { z } from 'zod';
import { externalModelFiles } from '../../core/lifecycle/register-external-model.ts';
import { modelKey } from '../../core/lifecycle/stored-model.ts';
import type { ApiFunctionEnv } from '../../lambdas/api/api-env.ts';
import { recordsTable } from '../../lambdas/records/table.ts';
import { uploadPrefix } from '../../lambdas/uploads/upload-key.ts';
import type { Stores } from '../data/data-stack.ts';
import {
  grantAsking,
  grantFiles,
  grantIndexes,
  grantKey,
  grantListing,
  grantRecords,
  grantTelling,
} from '../shared/grants.ts';
import { MainstayFunction } from '../shared/mainstay-function.ts';
import { resourceServerId } from './identity.ts';

/** The gateway gives up after 30 s; the function does so just before and says why in its log. */
export const apiTimeout = Duration.seconds(29);

export interface ApiFunctionProps {
  readonly stageName: string;
  readonly stores: Stores;
  /** Where it tells of scores and promotions. */
  readonly bus: IEventBus;
  readonly memoryMb: number;
  readonly logRetention: RetentionDays;
  /** Where the dashboard is served. */
  readonly allowedOrigins: readonly string[];
  /** How long a customer is kept after the last score; undefined: until erased. */
  readonly customerDays: number | undefined;
  /** SageMaker endpoint of a model of the team's own; undefined: none may be called or registered. */
  readonly scoringEndpoint: string | undefined;
}

/** The function behind every route of the API. */
export class ApiFunction extends MainstayFunction {
  constructor(scope: Construct, id: string, props: ApiFunctionProps) {
    const { stageName, stores, bus, memoryMb, logRetention, allowedOrigins, customerDays, scoringEndpoint } = props;
    super(scope, id, {
      entry: 'api/api.handler.ts',
      description: 'Mainstay: every call of the HTTP API',
      timeout: apiTimeout,
      memoryMb,
      logRetention,
      environment: {
        STAGE: stageName,
        TABLE_NAME: stores.table.tableName,
        BUCKET_NAME: stores.bucket.bucketName,
        EVENT_BUS_NAME: bus.eventBusName,
        SCOPE_PREFIX: `${resourceServerId}/`,
        ALLOWED_ORIGINS: allowedOrigins.join(','),
        ...(customerDays === undefined ? {} : { RETENTION_DAYS: String(customerDays) }),
        ...(scoringEndpoint === undefined ? {} : { SCORING_ENDPOINT: scoringEndpoint }),
      } satisfies z.input<typeof ApiFunctionEnv>,
    });
    grantRecords(this, stores.table, [
      'BatchGetItem',
      'BatchWriteItem',
      'DeleteItem',
      'GetItem',
      'PutItem',
      'Query',
      'UpdateItem',
    ]);
    grantIndexes(this, stores.table, Object.keys(recordsTable.indexes));
    grantFiles(this, stores, ['GetObject'], ['models/', 'drops/', 'training-data/']);
    grantFiles(this, stores, ['PutObject', 'DeleteObject', 'AbortMultipartUpload'], ['drops/', 'training-data/']);
    grantFiles(this, stores, ['PutObject'], [uploadPrefix]); // what an upload address allows, its maker must be allowed
    grantListing(this, stores);
    grantKey(this, stores);
    grantTelling(this, bus);
    if (scoringEndpoint !== undefined) {
      grantAsking(this, scoringEndpoint);
      grantFiles(
        this,
        stores,
        ['PutObject'],
        externalModelFiles.map((file) => modelKey('*', file)),
      );
    }
  }
}
