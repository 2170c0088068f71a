import type { ApiDeps } from './deps.ts';
import { openApiDocument } from './openapi.ts';
import type { Operation } from './operation.ts';
import type { RoutesFile } from './places.ts';
import { customerOperations } from './routes/customers.ts';
import { dropOperations } from './routes/drops.ts';
import { healthOperations } from './routes/health.ts';
import { modelTrialOperations } from './routes/model-trials.ts';
import { modelOperations } from './routes/models.ts';
import { registerModelOperations } from './routes/register-model.ts';
import { runOperations } from './routes/runs.ts';

/**
 * All but scoring: in a module of its own, since making its schemas takes longer than a cold start may. One module and
 * not one for each: in a bundle every further one splits what they share into more files, which every start pays for.
 */
export const rarerRoutes: Readonly<Record<Exclude<RoutesFile, 'scores'>, (deps: ApiDeps) => readonly Operation[]>> = {
  customers: customerOperations,
  drops: dropOperations,
  models: modelOperations,
  'model-trials': modelTrialOperations,
  'register-model': registerModelOperations,
  runs: runOperations,
  health: healthOperations,
};

export { openApiDocument };
