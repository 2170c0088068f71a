import { sageMakerEndpoints } from '../../api/endpoints/endpoints.sagemaker.ts';
import type { ModelEndpoints } from '../../core/ports.ts';

/** How long a function waits for a model elsewhere. */
const patience = {
  /** The gateway answers for the function after 30 s: three tries and the pauses between them end before. */
  api: { timeoutMs: 8_000, attempts: 3 },
  /** SageMaker gives a model 60 s for a call; the workflow tries a shard again after that. */
  batch: { timeoutMs: 65_000, attempts: 5 },
} as const;

/** The one endpoint that a function may call, if its environment names one. */
export function scoringEndpoints(name: string | undefined, of: keyof typeof patience): ModelEndpoints {
  return sageMakerEndpoints({ allowed: name === undefined ? [] : [name], ...patience[of] });
}
