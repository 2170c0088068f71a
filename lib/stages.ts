import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { z } from 'zod';

/** Requests of all callers together to one route: a steady rate, and how many may come at once. */
const RouteLimit = z.strictObject({
  perSecond: z.number().positive().max(10_000),
  burst: z.int().positive().max(5_000),
});
export type RouteLimit = z.infer<typeof RouteLimit>;

/** An address that people are sent back to after they signed in: https, or http on the developer's own machine. */
const CallbackUrl = z.url().regex(/^https:\/\/|^http:\/\/localhost(:\d+)?(\/|$)/, 'https, or http://localhost');

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
    login: z.strictObject({
      /** Cognito's Plus plan: stolen passwords are refused and risky sign-ins challenged. Paid per active person. */
      threatProtection: z.boolean(),
      dashboardUrls: z.array(CallbackUrl).min(1),
    }),
    alarms: z.strictObject({
      emails: z.array(z.email()),
      /** Where people of this team read docs/runbook.md; alarms add `#` and the paragraph. */
      runbookUrl: z.url({ protocol: /^https$/ }),
    }),
  })
  .superRefine(({ production, retention, encryption }, context) => {
    if (!production) return;
    const need = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message });
    if (retention.backupDays === undefined) need(['retention', 'backupDays'], 'production needs backups');
    if (encryption !== 'customer') need(['encryption'], 'production needs a key of its own');
  });
export type Stage = z.infer<typeof Stage>;

const runbookUrl = 'https://mainstay.example.com/docs/runbook.md';

/** The stages as they ship. Edit these: region, addresses, limits. */
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
    login: { threatProtection: false, dashboardUrls: ['http://localhost:5173/'] },
    alarms: { emails: [], runbookUrl },
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
    login: { threatProtection: true, dashboardUrls: ['https://mainstay.example.com/'] },
    alarms: { emails: [], runbookUrl },
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
