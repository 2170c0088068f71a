import { describe, expect, it } from '@jest/globals';
import { Stack, Validations } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { z } from 'zod';
import { appOf, triedStages } from './support/synthesised.ts';

const Acknowledged = z.record(z.string(), z.union([z.string(), z.object({ reason: z.string() })]));

/** Rules that the app has acknowledged somewhere: id without the finding, and reason. */
function acknowledgements(stageName: string): [string, string][] {
  const { app } = appOf(stageName);
  return app.node
    .findAll()
    .flatMap((construct) => construct.node.metadata)
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) => Object.entries(Acknowledged.parse(data)))
    .map(([id, entry]) => [id, typeof entry === 'string' ? entry : entry.reason]);
}

describe.each(Object.keys(triedStages))('cdk-nag, AWS Solutions, in %s', (stageName) => {
  it('finds nothing that is not acknowledged', () => {
    const { app } = appOf(stageName);
    app.synth(); // only then are references between stacks what they are in the templates
    const { success, violations } = new AwsSolutionsChecks().validateScope(app);
    expect(violations).toEqual([]);
    expect(success).toBe(true);
  });

  it('finds a bucket that is planted without logs and without TLS', () => {
    const { app } = appOf(stageName);
    const planted = new Stack(app, 'Planted');
    new Bucket(planted, 'Careless');
    const { success, violations } = new AwsSolutionsChecks().validateScope(planted);
    expect(violations.map(({ ruleName }) => ruleName).toSorted()).toEqual(['AwsSolutions-S1', 'AwsSolutions-S10']);
    expect(success).toBe(false);
  });

  it('has acknowledged these and no more, each with a reason', () => {
    const found = acknowledgements(stageName);
    const rules = [...new Set(found.map(([id]) => /AwsSolutions-[A-Z0-9]+/.exec(id)?.[0] ?? id))];
    expect(rules.toSorted()).toEqual(
      [
        'AwsSolutions-APIG4', // health asks for no token
        'AwsSolutions-IAM5', // X-Ray, deliveries of logs, executions of a Map, and keys of files
        'AwsSolutions-S1', // the bucket of access logs itself
        'AwsSolutions-SF1', // the workflow logs failures only
        'AwsSolutions-SQS3', // dead letters have none of their own
        ...(stageName === 'dev' ? ['AwsSolutions-COG8'] : ['AwsSolutions-IAM4']), // the Plus plan; AWS Backup's policy
        ...(stageName === 'full' ? ['AwsSolutions-SMG4'] : []), // only Twilio can turn Twilio's credentials
      ].toSorted(),
    );
    for (const [, reason] of found) expect(reason.length).toBeGreaterThan(40);
  });
});
