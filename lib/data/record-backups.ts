import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { BackupPlan, BackupPlanRule, BackupResource, BackupVault } from 'aws-cdk-lib/aws-backup';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Schedule } from 'aws-cdk-lib/aws-events';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';

export interface RecordBackupsProps {
  readonly table: ITable;
  readonly key: IKey | undefined;
  /** How long a backup is kept. */
  readonly days: number;
}

/** A copy of the records every day, in a vault that nobody may empty by hand: what PITR cannot give back, a deleted table. */
export class RecordBackups extends Construct {
  readonly vault: BackupVault;

  constructor(scope: Construct, id: string, { table, key, days }: RecordBackupsProps) {
    super(scope, id);
    this.vault = new BackupVault(this, 'Vault', {
      ...(key ? { encryptionKey: key } : {}),
      blockRecoveryPointDeletion: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const plan = new BackupPlan(this, 'Plan', { backupVault: this.vault });
    plan.addRule(
      new BackupPlanRule({
        ruleName: 'daily',
        scheduleExpression: Schedule.cron({ hour: '3', minute: '10' }), // UTC, before Europe's working day
        startWindow: Duration.hours(1),
        completionWindow: Duration.hours(4),
        deleteAfter: Duration.days(days),
      }),
    );
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('backup.amazonaws.com'),
      managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSBackupServiceRolePolicyForBackup')],
    });
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup]',
      reason:
        'AWS Backup needs what AWS lists in this policy, and AWS changes it with the service. Only Backup may assume it.',
    });
    plan.addSelection('Records', { role, resources: [BackupResource.fromArn(table.tableArn)] });
  }
}
