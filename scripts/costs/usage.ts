/** What the sums rest on. Those of the templates are held to the templates by a test; the others are assumptions. */
export const assumed = {
  weeksPerMonth: 365.25 / 7 / 12,
  hoursPerMonth: 730.5,
  /** A customer's item: features, newest score with reasons, 26 earlier scores, packed. */
  itemKb: 4,
  /** Index entries that move with a new score, each taken out and put in: by value, probability, movement. */
  indexWritesPerScore: 6,
  /** Bytes of a row in the file handed in, and of its line in the score file. */
  rowBytes: 500,
  scoreBytes: 300,
  /** Rows that one call scores and records in a second. */
  rowsPerSecond: 500,
  /** State transitions of a file, and of a shard. */
  transitionsPerFile: 8,
  transitionsPerShard: 3,
  /** Calls of the API: one for every ten customers a week (a CRM that looks people up, a dashboard). */
  callsPerCustomerWeek: 0.1,
  callGbSeconds: 0.05,
  logBytesPerCall: 1_500,
  /** Lambda asks every queue by five connections, each for up to 20 s: also where there is nothing to do. */
  pollsPerQueueHour: (5 * 3_600) / 20,
  /** Hours of a month in which counts of our own are written, once there is work. */
  busyHours: 170,
  /** People of the dashboard, and mails that they get for a file. */
  people: 10,
  mailsPerFile: 10,
  /** What a job takes besides its search: its start, the last fit. And what preparing and evaluating take. */
  jobOverheadMinutes: 5,
  processingMinutes: 10,
} as const;

/** Numbers of things in the templates of the stage `prod`, its functions counting a cold start each. */
export const prodStage = {
  alarmMetrics: 87,
  queuesAsked: 4,
  kmsKeys: 2,
  dashboards: 1,
  functions: 21,
} as const;
