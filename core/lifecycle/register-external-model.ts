import { z } from 'zod';
import { compactTime } from '../compact-time.ts';
import { DomainError, type InputIssue } from '../errors.ts';
import type { AuditLog, Clock, ModelEndpoints, ModelRegistry, ObjectStore } from '../ports.ts';
import { jsonCustomerReader } from '../profile/parse-json-customer.ts';
import type { Profile } from '../profile/profile.ts';
import { bundleFiles } from '../scoring/bundle.ts';
import { createCalibration } from '../scoring/calibrate.ts';
import { checkFit } from '../scoring/external/check-fit.ts';
import { externalModelFormat } from '../scoring/external/external-format.ts';
import {
  ExternalGoldenRows,
  ExternalModelDocument,
  ExternalModelSettings,
} from '../scoring/external/external-model.ts';
import { createExternalScoringModel } from '../scoring/external/external-scoring-model.ts';
import { quantilesOf } from '../scoring/external/quantiles-of.ts';
import { sha256Hex } from '../scoring/load-bundle.ts';
import type { ScoringModel } from '../scoring/scoring-model.ts';
import type { ModelRecord } from './registry.ts';
import { bundleProfileFile, modelKey } from './stored-model.ts';

/** The files of such a model. */
export const externalModelFiles = [bundleProfileFile, bundleFiles.golden, bundleFiles.model] as const;

const answer = z.number().min(0).max(1);

/** A team's description of its model, as it is handed in. */
export const ExternalModelRequest = z
  .strictObject({
    ...ExternalModelSettings.shape,
    goldenRows: z
      .array(
        z.strictObject({
          features: z.record(
            z.string().min(1).max(128),
            z.union([z.string().max(2_000), z.number(), z.boolean(), z.null()]),
          ),
          answer: answer.meta({ description: 'What the endpoint answers, before calibration' }),
        }),
      )
      .min(5)
      .max(500)
      .meta({
        description: 'Customers, made up or real, and what the model says of them: columns in a wrong order show here',
      }),
    tolerance: z
      .number()
      .positive()
      .max(0.1)
      .default(1e-4)
      .meta({ description: 'By which answers may differ from those' }),
    trainingAnswers: z.array(answer).min(100).max(20_000).optional().meta({
      description: 'What it says of customers like those it was trained on, for percentiles; left out: there are none',
    }),
  })
  .meta({ id: 'ExternalModelRequest' });
export type ExternalModelRequest = z.infer<typeof ExternalModelRequest>;

export interface RegisterPorts {
  readonly models: Pick<ModelRegistry, 'register'>;
  readonly objects: Pick<ObjectStore, 'put'>;
  readonly audit: Pick<AuditLog, 'append'>;
  readonly endpoints: ModelEndpoints;
  readonly clock: Clock;
}

/**
 * Registers a model that computes elsewhere, once its endpoint has answered the golden rows as the team says it does. It
 * scores nobody until it is promoted, and is asked again then. What it knows of its training stays with the team: the record
 * has no figures.
 *
 * @throws {DomainError} `invalid-request` where columns, plays or golden rows do not fit the profile, or the
 *   endpoint answers otherwise; `model-unreachable`, `model-answer-invalid`, `endpoint-not-allowed`
 */
export async function registerExternalModel(
  { goldenRows, tolerance, trainingAnswers, ...settings }: ExternalModelRequest,
  { profile, by }: { readonly profile: Profile; readonly by: string },
  ports: RegisterPorts,
): Promise<ModelRecord> {
  const at = ports.clock.now();
  const rows = readGoldenRows(goldenRows, profile, at);
  refuse([...checkFit(settings, profile), ...rows.issues]);
  const profileFile = fileOf(profile);
  const calibrate = settings.calibration ? createCalibration(settings.calibration, true) : (raw: number) => raw;
  const document = ExternalModelDocument.parse({
    format: externalModelFormat,
    family: 'external',
    profile: { name: profile.name, version: profile.version, sha256: await sha256Hex(profileFile) },
    ...settings,
    quantiles: trainingAnswers ? quantilesOf(trainingAnswers.map(calibrate)) : null,
  });
  const golden = ExternalGoldenRows.parse({ format: 'mainstay-external-golden/1', tolerance, rows: rows.golden });
  await tryOut(createExternalScoringModel({ document, golden, profile, endpoints: ports.endpoints }));

  const model = fileOf(document);
  const version = `${compactTime(at)}-${(await sha256Hex(model)).slice(0, 8)}`;
  const contents = {
    [bundleProfileFile]: profileFile,
    [bundleFiles.golden]: fileOf(golden),
    [bundleFiles.model]: model,
  };
  for (const file of externalModelFiles) {
    await ports.objects.put(modelKey(version, file), contents[file], { ifAbsent: true });
  }
  const registeredAt = at.toISOString();
  const record: ModelRecord = {
    version,
    registeredAt,
    profile: profile.name,
    family: document.family,
    trainingCustomers: null,
    trainingDataSha256: null,
    rocAuc: null,
    brier: null,
    calibrationError: null,
    seed: null,
    by,
    runId: null,
  };
  await ports.models.register(record);
  const reason = `endpoint ${document.endpoint.name}: ${document.description}`;
  await ports.audit.append({
    auditId: `register-${version}`,
    at: registeredAt,
    by,
    action: 'register',
    subject: version,
    reason,
  });
  return record;
}

/** What the team wrote is wrong here, not what Mainstay keeps. */
async function tryOut(model: ScoringModel): Promise<void> {
  try {
    await model.tryOut?.();
  } catch (error) {
    if (!(error instanceof DomainError && error.code === 'invalid-bundle')) throw error;
    throw new DomainError('invalid-request', `The endpoint was asked for the golden rows. ${error.message}`, {
      cause: error,
    });
  }
}

function readGoldenRows(rows: ExternalModelRequest['goldenRows'], profile: Profile, at: Date) {
  const read = jsonCustomerReader(profile);
  const day = at.toISOString().slice(0, 10);
  const issues: InputIssue[] = [];
  const golden = rows.map(({ features, answer: said }, row) => {
    const parsed = read(features, day);
    issues.push(...parsed.issues.map((issue) => ({ ...issue, row })));
    for (const field of parsed.unknownFields) {
      issues.push({ row, field, found: JSON.stringify(field), expected: `a column of profile ${profile.name}` });
    }
    return { features: parsed.values, answer: said };
  });
  return { golden, issues };
}

function refuse(issues: readonly InputIssue[]): void {
  const [first] = issues;
  if (!first) return;
  const where = first.row === undefined ? '' : `Golden row ${first.row}: `;
  const detail = `${where}${first.field ?? 'it'} is ${first.found}, and should be ${first.expected}.`;
  throw new DomainError('invalid-request', detail, { issues: issues.slice(0, 50) });
}

function fileOf(document: unknown): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(document, null, 2)}\n`);
}
