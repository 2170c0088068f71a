import type { OperationId } from './access/scopes.ts';

/** Files of routes/ that declare calls. */
export type RoutesFile =
  | 'scores'
  | 'customers'
  | 'drops'
  | 'models'
  | 'model-trials'
  | 'register-model'
  | 'runs'
  | 'health';

/** Where a call is found, and which file declares it. */
export interface Place {
  /** Also the OpenAPI operationId. */
  readonly id: OperationId;
  readonly method: 'get' | 'post' | 'delete';
  /** With parameters in braces: `/v1/drops/{dropId}`. */
  readonly path: string;
  readonly routes: RoutesFile;
}

/**
 * All calls, in the order in which the document shows them. A table of its own, so that a call can be found before the
 * file that declares it is loaded: see `declaredCalls`.
 */
export const places: readonly Place[] = [
  { id: 'scoreCustomers', method: 'post', path: '/v1/scores', routes: 'scores' },
  { id: 'whatIf', method: 'post', path: '/v1/what-if', routes: 'scores' },
  { id: 'listCustomers', method: 'get', path: '/v1/customers', routes: 'customers' },
  { id: 'getCustomer', method: 'get', path: '/v1/customers/{customerId}', routes: 'customers' },
  { id: 'exportCustomer', method: 'get', path: '/v1/customers/{customerId}/export', routes: 'customers' },
  { id: 'eraseCustomer', method: 'delete', path: '/v1/customers/{customerId}', routes: 'customers' },
  { id: 'submitDrop', method: 'post', path: '/v1/drops', routes: 'drops' },
  { id: 'listDrops', method: 'get', path: '/v1/drops', routes: 'drops' },
  { id: 'getDrop', method: 'get', path: '/v1/drops/{dropId}', routes: 'drops' },
  { id: 'retryDrop', method: 'post', path: '/v1/drops/{dropId}/retry', routes: 'drops' },
  { id: 'listModels', method: 'get', path: '/v1/models', routes: 'models' },
  { id: 'getModel', method: 'get', path: '/v1/models/{version}', routes: 'models' },
  { id: 'getModelReport', method: 'get', path: '/v1/models/{version}/report', routes: 'models' },
  { id: 'promoteModel', method: 'post', path: '/v1/models/{version}/promote', routes: 'models' },
  { id: 'rollbackModel', method: 'post', path: '/v1/models/rollback', routes: 'models' },
  { id: 'getModelImpact', method: 'get', path: '/v1/models/{version}/impact', routes: 'model-trials' },
  { id: 'compareModels', method: 'get', path: '/v1/models/{version}/compare/{other}', routes: 'model-trials' },
  { id: 'startShadow', method: 'post', path: '/v1/models/{version}/shadow', routes: 'model-trials' },
  { id: 'stopShadow', method: 'delete', path: '/v1/models/{version}/shadow', routes: 'model-trials' },
  { id: 'registerModel', method: 'post', path: '/v1/models', routes: 'register-model' },
  { id: 'requestTraining', method: 'post', path: '/v1/runs', routes: 'runs' },
  { id: 'listRuns', method: 'get', path: '/v1/runs', routes: 'runs' },
  { id: 'getRun', method: 'get', path: '/v1/runs/{runId}', routes: 'runs' },
  { id: 'health', method: 'get', path: '/healthz', routes: 'health' },
  { id: 'readiness', method: 'get', path: '/readyz', routes: 'health' },
];
