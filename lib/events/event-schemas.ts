import { CfnRegistry, CfnSchema } from 'aws-cdk-lib/aws-eventschemas';
import { Construct } from 'constructs';
import { z } from 'zod';
import { MainstayEvent } from '../../core/events.ts';
import { eventSource } from '../../lambdas/shared/event-source.ts';

/** The events' schemas in EventBridge's registry, from which a subscriber's tools can make types. */
export class EventSchemas extends Construct {
  constructor(scope: Construct, id: string, stageName: string) {
    super(scope, id);
    const registry = new CfnRegistry(this, 'Registry', {
      registryName: `mainstay-${stageName}`,
      description: 'What Mainstay tells: the detail of its events',
    });
    for (const schema of MainstayEvent.options) {
      const type = schema.shape.type.value;
      new CfnSchema(this, type, {
        registryName: registry.attrRegistryName,
        type: 'JSONSchemaDraft4',
        schemaName: `${eventSource}@${type}`,
        content: JSON.stringify(z.toJSONSchema(schema, { target: 'draft-4' })),
      });
    }
  }
}
