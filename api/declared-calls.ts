import type { ApiDeps } from './deps.ts';
import type { Operation } from './operation.ts';
import { type Place, places, type RoutesFile } from './places.ts';
import { scoreOperations } from './routes/scores.ts';

/** Scoring is what most starts are for, and there at once; the rest is loaded when it is first asked for. */
async function declare(file: RoutesFile, deps: ApiDeps): Promise<readonly Operation[]> {
  return file === 'scores' ? scoreOperations(deps) : (await import('./rarer-routes.ts')).rarerRoutes[file](deps);
}

/** The calls of an API, declared when they are first asked for. */
export interface DeclaredCalls {
  of(place: Place): Promise<Operation>;
  /** In the order of {@link places}. */
  all(): Promise<readonly Operation[]>;
}

export function declaredCalls(deps: ApiDeps): DeclaredCalls {
  const declared = new Map<RoutesFile, Promise<readonly Operation[]>>();
  const of = async ({ id, routes }: Place): Promise<Operation> => {
    const operations = declared.get(routes) ?? declare(routes, deps);
    declared.set(routes, operations);
    const operation = (await operations).find((one) => one.id === id);
    if (!operation) throw new Error(`routes/${routes}.ts declares no call ${id}`);
    return operation;
  };
  return { of, all: () => Promise.all(places.map((place) => of(place))) };
}

/**
 * The OpenAPI document of all calls.
 *
 * @param version - of the API, as the document states it
 */
export async function describeCalls(calls: DeclaredCalls, version: string): Promise<unknown> {
  const { openApiDocument } = await import('./rarer-routes.ts');
  return openApiDocument(await calls.all(), version);
}

/**
 * Loads what an API otherwise loads when it is asked for. A process that runs for weeks does so before it serves: what it
 * answers must not hang on files that a later version may have replaced meanwhile.
 */
export async function loadAllCalls(): Promise<void> {
  await Promise.all([import('./rarer-routes.ts'), import('../core/scoring/external/load-external-model.ts')]);
}
