import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import type { Stage } from '../stages.ts';
import { CrmDestination } from './crm-destination.ts';
import { EventSchemas } from './event-schemas.ts';
import { MainstayBus } from './mainstay-bus.ts';

export interface EventsStackProps extends StackProps {
  readonly stageName: string;
}

/** The bus that other systems subscribe to, what its events look like, and the CRM if there is one. */
export class EventsStack extends Stack {
  readonly bus: IEventBus;
  readonly crm: CrmDestination | undefined;

  constructor(scope: Construct, id: string, stage: Stage, { stageName, ...props }: EventsStackProps) {
    super(scope, id, { ...props, terminationProtection: stage.production });
    const { busName, archiveDays, crm } = stage.events;
    const bus = new MainstayBus(this, 'Bus', { busName, archiveDays });
    this.bus = bus;
    new EventSchemas(this, 'Schemas', stageName);
    this.crm = crm && new CrmDestination(this, 'Crm', { stageName, bus, endpoint: crm });
    new CfnOutput(this, 'EventBusName', { value: bus.eventBusName, description: 'Where other systems subscribe' });
  }
}
