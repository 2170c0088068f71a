import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { z } from 'zod';
import { isTimeZone } from '../core/schedule/time-zone.ts';
import { EndpointAddress } from '../core/scoring/external/endpoint-address.ts';

/** Requests of all callers together to one route: a steady rate, and how many may come at once. */
const RouteLimit = z.strictObject({
  perSecond: z.number().positive().max(10_000),
  burst: z.int().positive().max(5_000),
});
export type RouteLimit = z.infer<typeof RouteLimit>;

/** An address that people are sent back to after they signed in: https, or http on the developer's own machine. */
const CallbackUrl = z.url().regex(/^https:\/\/|^http:\/\/localhost(:\d+)?(\/|$)/, 'https, or http://localhost');

/** A system that is told of events by HTTPS; see lib/events/crm-destination.ts. */
export const CrmEndpoint = z.strictObject({
  url: z.url({ protocol: /^https$/ }),
  /** Header that carries the key. */
  keyHeader: z.string().regex(/^[A-Za-z0-9-]{1,512}$/, 'the name of a header'),
  /** Secret of this account and region that holds the key, made before the deployment. */
  keySecretName: z.string().regex(/^[\w/+=.@-]{1,512}$/, 'the name of a secret'),
  callsPerSecond: z.int().min(1).max(300),
});
export type CrmEndpoint = z.infer<typeof CrmEndpoint>;

/** Who is told of what happened, by which ways. */
export const NotificationSettings = z.strictObject({
  language: z.enum(['en', 'ko']),
  /** Get plain mails from SNS; each confirms once. */
  topicEmails: z.array(z.email()),
  /** Mails of our own by SES; left out: none, and nothing of SES is made. */
  mail: z
    .strictObject({
      /** Its domain is what SES is made to send for; the deployment's outputs name the DNS records. */
      from: z.email(),
      to: z.array(z.email()).min(1),
    })
    .optional(),
  /** Text messages by Twilio; left out: none. The credentials are put into the secret by hand. */
  texts: z.strictObject({ to: z.array(z.e164()).min(1) }).optional(),
});
export type NotificationSettings = z.infer<typeof NotificationSettings>;

const InstanceType = z.string().regex(/^ml\.[a-z0-9]+\.[a-z0-9]+$/, 'an instance type such as ml.m5.xlarge');

/** All in which one deployment differs from another. */
export const Stage = z
  .strictObject({
    account: z
      .string()
      .regex(/^\d{12}$/, 'an AWS account number of 12 digits')
      .optional()
      .meta({ description: 'Refuses to deploy elsewhere; left out: the account of the credentials' }),
    region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'an AWS region such as eu-west-1'),
    /** Data outlives mistakes: deletion protection, backups, resources that stay when a stack goes. */
    production: z.boolean(),
    /** `customer`: one KMS key of this account for records and files; `aws`: keys that AWS owns, free of charge. */
    encryption: z.enum(['customer', 'aws']),
    retention: z.strictObject({
      /** Customers after their last score; left out: until they are erased. */
      customerDays: z.int().min(1).max(3650).optional(),
      /** Files handed in and what was written beside them. */
      dropDays: z.int().min(1).max(3650),
      /** Versions of files that were overwritten or deleted: how long an erased customer is still in them. */
      supersededFileDays: z.int().min(1).max(365),
      /** Daily backups of the records; AWS Backup's shortest useful is a week. Needed in production. */
      backupDays: z.int().min(7).max(365).optional(),
      /** What CloudWatch offers; it never forgets where it is not told to, so that is not among them. */
      logDays: z.enum(RetentionDays).refine((days) => days !== RetentionDays.INFINITE, 'logs are not kept for ever'),
      accessLogDays: z.int().min(1).max(3650),
    }),
    throttling: z.strictObject({ scoring: RouteLimit, reading: RouteLimit, writing: RouteLimit }),
    api: z.strictObject({
      /** Also sets the share of a processor: 1,769 MB is one whole. */
      memoryMb: z.int().min(256).max(10_240),
      /** Scores that take longer at the 99th percentile raise an alarm, milliseconds. */
      alarmAtP99Ms: z.int().min(50).max(29_000),
    }),
    batch: z.strictObject({
      /** Of the functions that look at a file, score a shard and join the parts. */
      memoryMb: z.int().min(512).max(10_240),
      /**
       * Shards scored at once, of all drops together: what keeps many files from overrunning the records. Lambda sets as
       * many calls aside for it, and refuses where the account would have fewer than 100 left. Left out: no bound.
       */
      shardsAtOnce: z.int().min(8).max(1_000).optional(),
    }),
    /**
     * A SageMaker real-time endpoint of this account and region that serves a model of your own (docs/endpoints.md). The API
     * and the scoring of files may call this one and no other; left out: none.
     */
    scoringEndpoint: EndpointAddress.shape.name.optional(),
    training: z.strictObject({
      /** Of the functions between the jobs: they hold the test rows and current customers in memory. */
      memoryMb: z.int().min(512).max(10_240),
      /** Of the jobs that fit a family. */
      instanceType: InstanceType,
      /** Of the jobs that prepare and evaluate. */
      processingInstanceType: InstanceType,
      /** Above 1 XGBoost is fitted by all of them together. */
      instanceCount: z.int().min(1).max(20),
      volumeGb: z.int().min(5).max(16_384),
      /** Spot instances: some 70 % cheaper; jobs go on from their checkpoints where one was taken away. */
      spot: z.boolean(),
      /** Time for each family to search settings in. */
      budgetSeconds: z.int().min(1).max(86_400),
      /** Longest run of one job, and how long it may wait for a spot instance besides. */
      maxJobHours: z.int().min(1).max(72),
      maxSpotWaitHours: z.int().min(0).max(72),
      /** Weekly, by the clocks of `schedule.timeZone`; left out: on demand and by events only. */
      weeklyAt: z
        .strictObject({
          day: z.enum(['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN']),
          time: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time such as 03:00'),
        })
        .optional(),
    }),
    events: z.strictObject({
      /** The bus that other systems subscribe to; two stages of one account and region need two names. */
      busName: z.string().regex(/^[\w./-]{1,256}$/, 'letters, digits and . - _ /'),
      /** Events kept, to be sent again to a subscriber that lost some. */
      archiveDays: z.int().min(1).max(3650),
      /** An HTTPS address that gets the events; left out: none. The example of docs/events.md. */
      crm: CrmEndpoint.optional(),
    }),
    notifications: NotificationSettings,
    schedule: z.strictObject({
      /** Where the team's day begins: what runs at a time of day runs by the clocks there. */
      timeZone: z.string().refine(isTimeZone, 'a time zone such as Europe/Dublin'),
      /** Time of day at which drops that got stuck are looked for. */
      stuckDropsAt: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time such as 06:30'),
    }),
    login: z.strictObject({
      /** Cognito's Plus plan: stolen passwords are refused and risky sign-ins challenged. Paid per active person. */
      threatProtection: z.boolean(),
      dashboardUrls: z.array(CallbackUrl).min(1),
    }),
    alarms: z.strictObject({
      emails: z.array(z.email()),
      /** Where people of this team read docs/runbook.md; alarms add `#` and the paragraph. Left out: they name the file. */
      runbookUrl: z.url({ protocol: /^https$/ }).optional(),
    }),
  })
  .superRefine(({ production, retention, encryption }, context) => {
    if (!production) return;
    const need = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message });
    if (retention.backupDays === undefined) need(['retention', 'backupDays'], 'production needs backups');
    if (encryption !== 'customer') need(['encryption'], 'production needs a key of its own');
  });
export type Stage = z.infer<typeof Stage>;

/** The stages as they ship. Edit these: region, addresses, limits. Addresses at example.com are not deployed (placeholders.ts). */
export const stages: Readonly<Record<string, z.input<typeof Stage>>> = {
  dev: {
    region: 'eu-west-1',
    production: false,
    encryption: 'aws',
    retention: {
      customerDays: 90,
      dropDays: 30,
      supersededFileDays: 1,
      logDays: RetentionDays.TWO_WEEKS,
      accessLogDays: 30,
    },
    throttling: {
      scoring: { perSecond: 20, burst: 40 },
      reading: { perSecond: 20, burst: 40 },
      writing: { perSecond: 5, burst: 10 },
    },
    api: { memoryMb: 1769, alarmAtP99Ms: 1_500 },
    batch: { memoryMb: 1769 },
    training: {
      memoryMb: 1769,
      instanceType: 'ml.m5.large',
      processingInstanceType: 'ml.m5.large',
      instanceCount: 1,
      volumeGb: 10,
      spot: true,
      budgetSeconds: 60,
      maxJobHours: 1,
      maxSpotWaitHours: 2,
    },
    events: { busName: 'mainstay-dev', archiveDays: 7 },
    notifications: { language: 'en', topicEmails: [] },
    schedule: { timeZone: 'Europe/Dublin', stuckDropsAt: '06:30' },
    login: { threatProtection: false, dashboardUrls: ['http://localhost:5173/'] },
    alarms: { emails: [] },
  },
  prod: {
    region: 'eu-west-1',
    production: true,
    encryption: 'customer',
    retention: {
      customerDays: 730,
      dropDays: 400,
      supersededFileDays: 30,
      backupDays: 35,
      logDays: RetentionDays.THREE_MONTHS,
      accessLogDays: 400,
    },
    throttling: {
      scoring: { perSecond: 200, burst: 400 },
      reading: { perSecond: 100, burst: 200 },
      writing: { perSecond: 20, burst: 40 },
    },
    api: { memoryMb: 1769, alarmAtP99Ms: 1_000 },
    batch: { memoryMb: 1769, shardsAtOnce: 100 },
    training: {
      memoryMb: 3538,
      instanceType: 'ml.m5.xlarge',
      processingInstanceType: 'ml.m5.xlarge',
      instanceCount: 1,
      volumeGb: 30,
      spot: true,
      budgetSeconds: 600,
      maxJobHours: 6,
      maxSpotWaitHours: 12,
      weeklyAt: { day: 'SUN', time: '03:00' },
    },
    events: { busName: 'mainstay', archiveDays: 90 },
    notifications: {
      language: 'en',
      topicEmails: [],
      mail: { from: 'mainstay@example.com', to: ['retention@example.com'] },
    },
    schedule: { timeZone: 'Europe/Dublin', stuckDropsAt: '06:30' },
    login: { threatProtection: true, dashboardUrls: ['https://mainstay.example.com/'] },
    alarms: { emails: [] },
  },
};

/**
 * The stage of that name, checked.
 *
 * @param records - the stages there are
 * @throws {Error} naming the stage and every field that is wrong, or the names there are
 */
export function stageNamed(name: string, records: Readonly<Record<string, unknown>> = stages): Stage {
  if (!Object.hasOwn(records, name)) {
    throw new Error(
      `There is no stage ${JSON.stringify(name)} in lib/stages.ts, only ${Object.keys(records).join(', ')}`,
    );
  }
  if (!/^[a-z][a-z0-9-]{0,19}$/.test(name)) {
    throw new Error(`A stage's name is 1 to 20 lower-case letters, digits and hyphens, not ${JSON.stringify(name)}`);
  }
  const parsed = Stage.safeParse(records[name]);
  if (parsed.success) return parsed.data;
  throw new Error(`The stage ${JSON.stringify(name)} in lib/stages.ts is wrong:\n${z.prettifyError(parsed.error)}`);
}
