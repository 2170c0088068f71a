import { usualCut } from '../../core/batch/plan-shards.ts';
import { Family } from '../../core/scoring/bundle.ts';
import { metricNames } from '../../lambdas/shared/metric-names.ts';
import { stageNamed } from '../../lib/stages.ts';
import { prices } from './prices.ts';
import { assumed, prodStage } from './usage.ts';

/** One line of the bill. */
export interface CostLine {
  readonly what: string;
  /** How it is reckoned, in words and figures. */
  readonly sum: string;
  /** US dollars a month for so many customers, scored weekly; 0 customers: nobody uses it. */
  readonly dollars: (customers: number) => number;
}

const { retention, batch, training } = stageNamed('prod');
const backupDays = retention.backupDays ?? 0;
const weeks = assumed.weeksPerMonth;
const gb = (bytes: number): number => bytes / 1024 ** 3;

const scores = (customers: number): number => customers * weeks;
const files = (customers: number): number => (customers > 0 ? weeks : 0);
const calls = (customers: number): number => customers * assumed.callsPerCustomerWeek * weeks;
const tableGb = (customers: number): number => gb(customers * assumed.itemKb * 1024);
const shards = (customers: number): number =>
  Math.min(usualCut.maxShards, Math.ceil(customers / usualCut.rowsPerMark)) * weeks;
const keptFileGb = (customers: number): number =>
  gb(customers * (assumed.rowBytes + assumed.scoreBytes)) * (retention.dropDays / 7);
const memoryGb = batch.memoryMb / 1024;
const writesPerScore = assumed.itemKb + assumed.indexWritesPerScore;
const ownMetrics = metricNames.length + prodStage.functions;
const pollsPerMonth = prodStage.queuesAsked * assumed.pollsPerQueueHour * assumed.hoursPerMonth;
const families = Family.options.length;
const fitHours = (families * (training.budgetSeconds / 60 + assumed.jobOverheadMinutes)) / 60;
const otherJobHours = (2 * assumed.processingMinutes) / 60;
const transitions = (customers: number): number =>
  files(customers) * assumed.transitionsPerFile + shards(customers) * assumed.transitionsPerShard;

/** What the stage `prod` costs, line by line. */
export const costLines: readonly CostLine[] = [
  {
    what: 'Records: writing',
    sum: `${writesPerScore} units a score (item ${assumed.itemKb}, index entries ${assumed.indexWritesPerScore})`,
    dollars: (customers) => scores(customers) * writesPerScore * prices.dynamoWriteUnit,
  },
  {
    what: 'Records: reading',
    sum: '1 unit a score, 1 a call',
    dollars: (customers) => (scores(customers) + calls(customers)) * prices.dynamoReadUnit,
  },
  {
    what: 'Records: kept, any second of 35 days',
    sum: `${assumed.itemKb} KB a customer`,
    dollars: (customers) => tableGb(customers) * (prices.dynamoGbMonth + prices.pointInTimeGbMonth),
  },
  {
    what: 'Records: daily backups',
    sum: `${backupDays} whole copies`,
    dollars: (customers) => tableGb(customers) * backupDays * prices.backupGbMonth,
  },
  {
    what: 'Files',
    sum: `${assumed.rowBytes} + ${assumed.scoreBytes} bytes a score, kept ${retention.dropDays} days`,
    dollars: (customers) => keptFileGb(customers) * prices.s3GbMonth + shards(customers) * 4 * prices.s3Write,
  },
  {
    what: 'Functions: files',
    sum: `${assumed.rowsPerSecond} rows a second, ${memoryGb.toFixed(2)} GB`,
    dollars: (customers) =>
      (scores(customers) / assumed.rowsPerSecond) * memoryGb * prices.lambdaGbSecond +
      (shards(customers) + files(customers) * 6) * prices.lambdaRequest,
  },
  {
    what: 'Workflow',
    sum: `${assumed.transitionsPerFile} steps a file, ${assumed.transitionsPerShard} a shard`,
    dollars: (customers) => transitions(customers) * prices.stateTransition,
  },
  {
    what: 'Training, weekly',
    sum: `${families} jobs of ${training.budgetSeconds / 60} + ${assumed.jobOverheadMinutes} minutes on spot, 2 of ${assumed.processingMinutes}`,
    dollars: (customers) =>
      customers > 0 ? weeks * (fitHours * (training.spot ? prices.spotShare : 1) + otherJobHours) * prices.jobHour : 0, // nothing new came in: skipped
  },
  {
    what: 'API: gateway, function, log',
    sum: `${assumed.callsPerCustomerWeek} calls a customer and week`,
    dollars: (customers) =>
      calls(customers) *
      (prices.httpApiCall +
        prices.lambdaRequest +
        assumed.callGbSeconds * prices.lambdaGbSecond +
        gb(assumed.logBytesPerCall) * prices.logGb),
  },
  {
    what: 'Queues, asked for messages',
    sum: `${prodStage.queuesAsked} queues × ${assumed.pollsPerQueueHour} an hour`,
    dollars: () => pollsPerMonth * prices.sqsRequest,
  },
  {
    what: 'Events and mails',
    sum: `1 event a file and a call, ${assumed.mailsPerFile} mails a file`,
    dollars: (customers) =>
      (files(customers) + calls(customers)) * prices.busEvent + files(customers) * assumed.mailsPerFile * prices.mail,
  },
  {
    what: 'Alarms and dashboard',
    sum: `${prodStage.alarmMetrics} metrics with alarms, ${prodStage.dashboards} dashboard`,
    dollars: () => prodStage.alarmMetrics * prices.alarmMetricMonth + prodStage.dashboards * prices.dashboardMonth,
  },
  {
    what: 'Counts of our own',
    sum: `${ownMetrics} metrics, ${assumed.busyHours} of ${Math.round(assumed.hoursPerMonth)} hours`,
    dollars: (customers) =>
      customers > 0 ? ownMetrics * prices.ownMetricMonth * (assumed.busyHours / assumed.hoursPerMonth) : 0,
  },
  {
    what: 'Keys',
    sum: `${prodStage.kmsKeys} of the account`,
    dollars: () => prodStage.kmsKeys * prices.kmsKeyMonth,
  },
  {
    what: 'Sign-in: CRM and people',
    sum: `1 client, a token for each busy hour (${assumed.busyHours}), ${assumed.people} people`,
    dollars: (customers) =>
      prices.machineClientMonth +
      (customers > 0 ? assumed.busyHours * prices.machineToken + assumed.people * prices.personMonth : 0),
  },
];
