import { Alarm, type AlarmProps, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

/** Where alarms go and where their paragraphs are. */
export interface Oncall {
  readonly topic: ITopic;
  /** Address of the runbook, or its file in the checkout. */
  readonly runbookUrl: string;
  readonly stageName: string;
}

export interface RunbookAlarmProps
  extends Pick<AlarmProps, 'metric' | 'threshold' | 'evaluationPeriods' | 'datapointsToAlarm' | 'comparisonOperator'> {
  /** The paragraph's heading in docs/runbook.md, and the alarm's name: `api-errors`. */
  readonly runbook: string;
  /** Tells alarms of one paragraph apart: the function or queue. */
  readonly of?: string;
  /** What is wrong when it rings, one sentence. */
  readonly meaning: string;
}

/** An alarm whose message says what is wrong and where to read what to do; it also tells when it is over. */
export class RunbookAlarm extends Alarm {
  constructor(scope: Construct, { topic, runbookUrl, stageName }: Oncall, props: RunbookAlarmProps) {
    const { runbook, of, meaning, ...alarm } = props;
    const name = of === undefined ? runbook : `${runbook}-${of}`;
    super(scope, name, {
      ...alarm,
      alarmName: `mainstay-${stageName}-${name}`,
      alarmDescription: `${meaning} What to do: ${runbookUrl}#${runbook}`,
      treatMissingData: TreatMissingData.NOT_BREACHING, // nobody calling is not a failure
    });
    const action = new SnsAction(topic);
    this.addAlarmAction(action);
    this.addOkAction(action);
  }
}
