import { DomainError } from '../../errors.ts';
import type { ModelEndpoints } from '../../ports.ts';
import type { Profile } from '../../profile/profile.ts';
import { bundleFiles } from '../bundle.ts';
import { type BundleReader, readDocument } from '../load-bundle.ts';
import type { ScoringModel } from '../scoring-model.ts';
import { checkFit } from './check-fit.ts';
import { ExternalGoldenRows, ExternalModelDocument } from './external-model.ts';
import { createExternalScoringModel } from './external-scoring-model.ts';

/**
 * Reads a model that computes elsewhere. Its endpoint is not asked: see `tryOut`.
 *
 * @throws {DomainError} `invalid-bundle`
 */
export async function loadExternalModel(
  read: BundleReader,
  profile: Profile,
  endpoints: ModelEndpoints,
): Promise<ScoringModel> {
  const document = await readDocument(read, bundleFiles.model, ExternalModelDocument);
  const golden = await readDocument(read, bundleFiles.golden, ExternalGoldenRows);
  const { name, version } = document.profile;
  const [problem] = checkFit(document, profile);
  if (name !== profile.name || version !== profile.version || problem) {
    const why = problem
      ? `${problem.field}: expected ${problem.expected}`
      : `it speaks of version ${version} of ${name}`;
    throw new DomainError('invalid-bundle', `${bundleFiles.model} does not fit its profile: ${why}.`);
  }
  return createExternalScoringModel({ document, golden, profile, endpoints });
}
