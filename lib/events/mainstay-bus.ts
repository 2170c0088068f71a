import { Aws, Duration } from 'aws-cdk-lib';
import { CfnEventBusPolicy, EventBus } from 'aws-cdk-lib/aws-events';
import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { eventSource } from '../../lambdas/shared/event-source.ts';

export interface MainstayBusProps {
  readonly busName: string;
  /** How long events can be sent again. */
  readonly archiveDays: number;
}

/** The bus on which Mainstay tells what happened, with an archive from which events can be sent again. */
export class MainstayBus extends EventBus {
  constructor(scope: Construct, id: string, { busName, archiveDays }: MainstayBusProps) {
    super(scope, id, { eventBusName: busName, description: 'What Mainstay tells other systems; no data of customers' });
    // Without a policy the account's own roles decide. This keeps it so, whatever else somebody adds to the bus.
    const nobodyElse = new PolicyStatement({
      sid: 'NobodyFromOtherAccounts',
      effect: Effect.DENY,
      principals: [new AnyPrincipal()],
      actions: ['events:PutEvents'],
      resources: [this.eventBusArn],
      conditions: { StringNotEquals: { 'aws:PrincipalAccount': Aws.ACCOUNT_ID } },
    });
    new CfnEventBusPolicy(this, 'Policy', {
      eventBusName: this.eventBusName,
      statementId: 'NobodyFromOtherAccounts',
      statement: nobodyElse.toStatementJson(),
    });
    this.archive('Archive', {
      description: 'To send events again: docs/runbook.md',
      eventPattern: { source: [eventSource] },
      retention: Duration.days(archiveDays),
    });
  }
}
