/** The namespace of all counts that functions write with their log (CloudWatch's embedded metric format). */
export const metricNamespace = 'Mainstay';

/**
 * Those counts, as functions write them and as alarms and the dashboard read them. Each stands under the dimensions
 * `service` (the function's) and `stage`.
 */
export const metricNames = [
  'AnswerMs',
  'ChampionNotLoaded',
  'DropsDone',
  'DropsFailed',
  'DropsStuck',
  'EventsNotPublished',
  'HighScores',
  'LowScores',
  'MailSent',
  'MailSuppressed',
  'MalformedEvents',
  'MediumScores',
  'NoticesFailed',
  'RowsQuarantined',
  'RowsScored',
  'ServerErrors',
  'ShadowFailed',
  'TextsSent',
  'TrainingFailed',
] as const;
export type MetricName = (typeof metricNames)[number];

/** The services of the counts: what the functions of one folder write, they write as one service. */
export const services = ['api', 'batch', 'notifications', 'training'] as const;
export type ServiceName = (typeof services)[number];
