import { z } from 'zod';

/** What a key or token may allow. */
export const Scope = z.enum([
  'scores:write',
  'customers:read',
  'customers:erase',
  'outcomes:write',
  'drops:write',
  'models:read',
  'models:write',
]);
export type Scope = z.infer<typeof Scope>;

/** The scopes in words. */
export const scopes = {
  'scores:write': 'Score customers and record the scores',
  'customers:read': 'Read customers, their scores and everything held on them',
  'customers:erase': 'Erase customers',
  'outcomes:write': 'Record verdicts and outcomes',
  'drops:write': 'Hand in files, read their receipts, have a failed one worked on again',
  'models:read': 'Read the registry, metrics, reports and runs',
  'models:write': 'Register a model from elsewhere, promote one, let one score silently, roll back',
} as const satisfies Record<Scope, string>;

/** Which scope each call needs: the one table, which the routes, the OpenAPI document and the AWS authorizer read. */
export const access = {
  scoreCustomers: 'scores:write',
  whatIf: 'scores:write',
  listCustomers: 'customers:read',
  getCustomer: 'customers:read',
  exportCustomer: 'customers:read',
  eraseCustomer: 'customers:erase',
  submitDrop: 'drops:write',
  listDrops: 'drops:write',
  getDrop: 'drops:write',
  retryDrop: 'drops:write',
  listModels: 'models:read',
  getModel: 'models:read',
  getModelReport: 'models:read',
  registerModel: 'models:write',
  getModelImpact: 'models:read',
  compareModels: 'models:read',
  promoteModel: 'models:write',
  startShadow: 'models:write',
  stopShadow: 'models:write',
  rollbackModel: 'models:write',
  requestTraining: 'models:write',
  listRuns: 'models:read',
  getRun: 'models:read',
  health: 'public',
  readiness: 'public',
} as const satisfies Record<string, Scope | 'public'>;

export type OperationId = keyof typeof access;
