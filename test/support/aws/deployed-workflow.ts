import { z } from 'zod';
import { templatesOf } from '../../lib/support/synthesised.ts';

const StateMachine = z.object({
  Properties: z.object({
    DefinitionString: z.string(),
    DefinitionSubstitutions: z.record(z.string(), z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) })),
  }),
});

/**
 * The text of the batch workflow as the template of a stage has it, each `${Name}` filled by the ARN of the function that
 * the template fills it with: `…:function:<logical id>`.
 */
export function deployedBatchWorkflow(stageName: string): string {
  const machines = Object.values(templatesOf(stageName).batch.findResources('AWS::StepFunctions::StateMachine'));
  const { DefinitionString, DefinitionSubstitutions } = StateMachine.parse(machines[0]).Properties;
  return DefinitionString.replaceAll(/\$\{(\w+)\}/g, (whole, name: string) => {
    const [logicalId] = DefinitionSubstitutions[name]?.['Fn::GetAtt'] ?? [];
    return logicalId === undefined ? whole : `arn:aws:lambda:eu-west-1:123456789012:function:${logicalId}`;
  });
}
