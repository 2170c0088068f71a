import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import validate from 'asl-validator';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { z } from 'zod';
import { TrainingSettings } from '../../lambdas/training/start-training-env.ts';
import { codeCommit } from '../../lib/shared/code-commit.ts';
import { stageNamed } from '../../lib/stages.ts';
import { trainingImage } from '../../lib/training/training-image.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { templatesOf, triedStages } from './support/synthesised.ts';

const Machine = z.object({
  Properties: z.object({ DefinitionString: z.string(), DefinitionSubstitutions: z.record(z.string(), z.unknown()) }),
});
const Settings = z.object({
  Properties: z.object({
    Environment: z.object({ Variables: z.object({ TRAINING_SETTINGS: z.string().optional() }) }),
  }),
});
const workflowFile = readFileSync(new URL('../../workflows/training.asl.json', import.meta.url), 'utf8');

const statement = (Action: unknown, more: object) => ({
  PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action, Effect: 'Allow', ...more })]) },
});

describe.each(Object.keys(triedStages))('TrainingStack of %s', (stageName) => {
  const stage = stageNamed(stageName, triedStages);
  let template: Template;
  let machine: z.infer<typeof Machine>['Properties'];
  beforeAll(() => {
    template = templatesOf(stageName).training;
    const [found] = Object.values(template.findResources('AWS::StepFunctions::StateMachine'));
    machine = Machine.parse(found).Properties;
  });

  it('runs the very file that the one-process home interprets, with every substitution filled and none too many', () => {
    expect(machine.DefinitionString === workflowFile).toBe(true);
    const wanted = [...workflowFile.matchAll(/\$\{(\w+)\}/g)].map((match) => match[1] ?? '');
    expect(Object.keys(machine.DefinitionSubstitutions).toSorted()).toEqual([...new Set(wanted)].toSorted());
    expect(machine.DefinitionSubstitutions).toMatchObject({
      Stage: stageName,
      TrainingImage: trainingImage(stage.region).uri,
      TrainingInstanceType: stage.training.instanceType,
      ProcessingInstanceType: stage.training.processingInstanceType,
    });
    const filled = workflowFile.replaceAll(/\$\{(\w+)\}/g, (_, name: string) =>
      name.endsWith('FunctionArn') ? `arn:aws:lambda:eu-west-1:123456789012:function:${name}` : name,
    );
    const verdict = validate(JSON.parse(filled));
    expect(verdict.isValid ? '' : verdict.errorsText()).toBe('');
  });

  it('lets the workflow hand jobs one role, to SageMaker only, and wait for them by events', () => {
    template.hasResourceProperties(
      'AWS::IAM::Policy',
      statement('iam:PassRole', {
        Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('^JobRole'), 'Arn'] },
        Condition: { StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } },
      }),
    );
    const policies = JSON.stringify(template.findResources('AWS::IAM::Policy'));
    for (const kind of ['Training', 'Processing']) {
      expect(policies).toContain(`StepFunctionsGetEventsForSageMaker${kind}JobsRule`);
    }
  });

  it('starts runs with the machines of the stage; a longest wait stands only with spot instances', () => {
    const texts = Object.values(template.findResources('AWS::Lambda::Function')).flatMap(
      (found) => Settings.safeParse(found).data?.Properties.Environment.Variables.TRAINING_SETTINGS ?? [],
    );
    expect(texts).toHaveLength(1);
    const { budgetSeconds, resources } = TrainingSettings.parse(JSON.parse(texts[0] ?? ''));
    const { stoppingCondition, spot, instanceCount } = resources.training;
    expect({ budgetSeconds, spot, instanceCount }).toEqual({
      budgetSeconds: stage.training.budgetSeconds,
      spot: stage.training.spot,
      instanceCount: stage.training.instanceCount,
    });
    expect('MaxWaitTimeInSeconds' in stoppingCondition).toBe(spot);
  });

  it('puts aside what asked for a run and could not start one, whether the function failed or could not be called', () => {
    const aside = { 'Fn::GetAtt': [Match.stringLikeRegexp('^DeadLetters'), 'Arn'] };
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ TRAINING_SETTINGS: Match.anyValue() }) },
      DeadLetterConfig: { TargetArn: aside },
    });
    template.hasResourceProperties('AWS::Events::Rule', {
      Targets: [Match.objectLike({ DeadLetterConfig: { Arn: aside } })],
    });
  });

  it('tells its tasks which commit they are, for the lineage of models', () => {
    const tasks = template.findResources('AWS::Lambda::Function', {
      Properties: { Environment: { Variables: Match.objectLike({ CODE_VERSION: Match.anyValue() }) } },
    });
    expect(Object.keys(tasks)).toHaveLength(9);
    for (const { Properties } of Object.values(tasks)) {
      expect(Properties.Environment.Variables.CODE_COMMIT).toBe(codeCommit());
    }
  });

  it('runs weekly where the stage says so, by its clocks, and whenever the bus asks', () => {
    template.resourceCountIs('AWS::Scheduler::Schedule', stage.training.weeklyAt ? 1 : 0);
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: { source: ['mainstay'], 'detail-type': ['RetrainingRequested', 'TrainingDropReceived'] },
      Targets: [Match.objectLike({ DeadLetterConfig: Match.anyValue() })],
    });
  });
});

it('knows the commit of a checkout, and of nothing else', () => {
  expect(codeCommit()).toMatch(/^([0-9a-f]{40}|unknown)$/); // unknown where the tests run from an archive
  expect(codeCommit(temporaryFolder())).toBe('unknown');
  expect(codeCommit(import.meta.dirname)).toBe('unknown'); // a folder inside a repository is not the checkout
});

it('refuses a region whose container is not known', () => {
  expect(() => trainingImage('mars-north-1')).toThrow(/training-image\.ts.*mars-north-1/);
});
