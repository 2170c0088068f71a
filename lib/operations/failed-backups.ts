import type { IBackupVault } from 'aws-cdk-lib/aws-backup';
import { EventField, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { Oncall } from './runbook-alarm.ts';

/** Its paragraph in docs/runbook.md. */
export const failedBackupsRunbook = 'backup-failed';

/**
 * Tells the alarm topic of a backup that failed. AWS Backup announces every job's end as an event, which names the vault
 * and the reason; an alarm on its counts would know neither.
 */
export class FailedBackups extends Rule {
  constructor(scope: Construct, id: string, vault: IBackupVault, { topic, runbookUrl, stageName }: Oncall) {
    super(scope, id, {
      description: 'A backup of the records failed',
      eventPattern: {
        source: ['aws.backup'],
        detailType: ['Backup Job State Change'],
        detail: { state: ['FAILED', 'ABORTED', 'EXPIRED'], backupVaultName: [vault.backupVaultName] },
      },
    });
    const job = EventField.fromPath('$.detail.backupJobId');
    const state = EventField.fromPath('$.detail.state');
    // CDK's own target would let every rule of every account publish to the topic.
    topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'FailedBackups',
        principals: [new ServicePrincipal('events.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { ArnEquals: { 'aws:SourceArn': this.ruleArn } },
      }),
    );
    const message = RuleTargetInput.fromText(
      `mainstay-${stageName}-${failedBackupsRunbook}: the backup ${job} of the records is ${state}. What to do: ${runbookUrl}#${failedBackupsRunbook}`,
    );
    this.addTarget({ bind: () => ({ arn: topic.topicArn, input: message }) });
  }
}
