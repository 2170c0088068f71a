import { Duration, SecretValue } from 'aws-cdk-lib';
import {
  ApiDestination,
  Authorization,
  Connection,
  EventField,
  HttpMethod,
  type IEventBus,
  Rule,
  RuleTargetInput,
} from 'aws-cdk-lib/aws-events';
import { ApiDestination as ApiDestinationTarget } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import type { MainstayEvent } from '../../core/events.ts';
import { eventSource } from '../../lambdas/shared/event-source.ts';
import { DeadLetters } from '../shared/dead-letters.ts';
import type { CrmEndpoint } from '../stages.ts';

/** What a CRM is told of. */
const toldToCrm: readonly MainstayEvent['type'][] = ['BatchCompleted', 'ScoreRecorded', 'TierEscalated'];

export interface CrmDestinationProps {
  readonly stageName: string;
  readonly bus: IEventBus;
  readonly endpoint: CrmEndpoint;
}

/**
 * Sends events to a CRM over HTTPS, at the pace it can bear: the example to copy for another subscriber. The CRM gets
 * the event's id as `idempotency-key`, since the same event may come twice, and reads customers through the API.
 */
export class CrmDestination extends Construct {
  readonly rule: Rule;
  readonly deadLetters: DeadLetters;

  constructor(scope: Construct, id: string, { stageName, bus, endpoint }: CrmDestinationProps) {
    super(scope, id);
    const { url, keyHeader, keySecretName, callsPerSecond } = endpoint;
    const connection = new Connection(this, 'Connection', {
      description: 'The CRM’s key',
      // Read by CloudFormation as it deploys; in the template stands the secret's name. A new key needs a new deployment.
      authorization: Authorization.apiKey(keyHeader, SecretValue.secretsManager(keySecretName)),
    });
    const destination = new ApiDestination(this, 'Endpoint', {
      connection,
      endpoint: url,
      httpMethod: HttpMethod.POST,
      rateLimitPerSecond: callsPerSecond,
    });
    this.deadLetters = new DeadLetters(this, 'DeadLetters', stageName, 'crm');
    this.rule = new Rule(this, 'Rule', {
      eventBus: bus,
      description: 'What the CRM is told',
      eventPattern: { source: [eventSource], detailType: [...toldToCrm] },
    });
    this.rule.addTarget(
      new ApiDestinationTarget(destination, {
        event: RuleTargetInput.fromObject({
          type: EventField.detailType,
          id: EventField.fromPath('$.detail.eventId'),
          at: EventField.fromPath('$.detail.at'),
          // Whole, since a field that an event lacks would leave a hole in the JSON: see the schemas for what is in it.
          event: EventField.fromPath('$.detail'),
        }),
        headerParameters: { 'idempotency-key': '$.detail.eventId' },
        deadLetterQueue: this.deadLetters,
        maxEventAge: Duration.hours(24),
        retryAttempts: 185, // EventBridge's most: the day is what ends it
      }),
    );
  }
}
