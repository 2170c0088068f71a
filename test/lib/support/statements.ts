import type { Template } from 'aws-cdk-lib/assertions';
import { z } from 'zod';

const oneOrMore = z.union([z.string().transform((one) => [one]), z.array(z.string())]);

const Statement = z.object({
  Effect: z.enum(['Allow', 'Deny']),
  Action: oneOrMore,
  Resource: z.unknown().optional(),
  Principal: z.unknown().optional(),
  Condition: z.unknown().optional(),
});
const Document = z.object({ Statement: z.array(Statement) });

/** Properties of resources that hold policies, by type. A type with a policy that is not here fails {@link statementsOf}. */
const policies: Readonly<Record<string, readonly string[]>> = {
  'AWS::IAM::Policy': ['PolicyDocument'],
  'AWS::IAM::Role': ['AssumeRolePolicyDocument'],
  'AWS::S3::BucketPolicy': ['PolicyDocument'],
  'AWS::SNS::TopicPolicy': ['PolicyDocument'],
  'AWS::KMS::Key': ['KeyPolicy'],
  'AWS::Backup::BackupVault': ['AccessPolicy'],
  'AWS::SQS::QueuePolicy': ['PolicyDocument'],
};

/** One statement of some policy. */
export interface FoundStatement {
  /** Logical id of the resource that has it. */
  readonly on: string;
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  /** Each resource as JSON, references included. */
  readonly resources: readonly string[];
  readonly principal: unknown;
  readonly condition: unknown;
}

const Resources = z.object({
  Resources: z.record(
    z.string(),
    z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).default({}) }),
  ),
});

/** Every statement of every policy in a template. */
export function statementsOf(template: Template): FoundStatement[] {
  return Object.entries(Resources.parse(template.toJSON()).Resources).flatMap(([on, { Type, Properties }]) => {
    const known = policies[Type] ?? [];
    if (Type === 'AWS::Events::EventBusPolicy') return [found(on, Statement.parse(Properties['Statement']))];
    const documents = Object.keys(Properties).filter((name) => isPolicy(Properties[name]));
    const unknown = documents.filter((name) => !known.includes(name));
    if (unknown.length > 0)
      throw new Error(`${on} (${Type}) has a policy that this test does not read: ${unknown.join()}`);
    return documents.flatMap((name) =>
      Document.parse(Properties[name]).Statement.map((statement) => found(on, statement)),
    );
  });
}

function found(on: string, { Effect, Action, Resource, Principal, Condition }: z.infer<typeof Statement>) {
  return {
    on,
    effect: Effect,
    actions: Action,
    resources: asList(Resource).map((resource) => JSON.stringify(resource)),
    principal: Principal,
    condition: Condition,
  };
}

/** The policy of a role has no resource: it is about the role itself. */
function asList(resource: unknown): unknown[] {
  if (resource === undefined) return [];
  return Array.isArray(resource) ? resource : [resource];
}

function isPolicy(value: unknown): boolean {
  return z.object({ Statement: z.unknown() }).safeParse(value).success;
}
