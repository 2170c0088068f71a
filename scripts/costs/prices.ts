/**
 * List prices of eu-west-1 in US dollars, as of November 2026, to be checked on AWS's price pages before
 * anybody budgets by them. No free allowance is taken off.
 */
export const prices = {
  dynamoWriteUnit: 0.705e-6,
  dynamoReadUnit: 0.141e-6,
  dynamoGbMonth: 0.283,
  pointInTimeGbMonth: 0.2264,
  backupGbMonth: 0.1132,
  s3GbMonth: 0.023,
  s3Write: 5e-6,
  lambdaGbSecond: 0.0000133334,
  lambdaRequest: 0.2e-6,
  stateTransition: 25e-6,
  sqsRequest: 0.4e-6,
  busEvent: 1e-6,
  httpApiCall: 1.11e-6,
  logGb: 0.57,
  alarmMetricMonth: 0.1,
  dashboardMonth: 3,
  ownMetricMonth: 0.3,
  kmsKeyMonth: 1,
  machineClientMonth: 6,
  machineToken: 0.00225,
  personMonth: 0.02,
  mail: 0.0001,
  /** ml.m5.xlarge, for training and processing alike. */
  jobHour: 0.257,
  /** What is left of a training job's price on spot instances. */
  spotShare: 0.3,
} as const;
