/*
 * What SES publishes of a mail, in the shapes of AWS's documentation
 * (docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-examples.html and notification-examples.html).
 */

const mail = {
  timestamp: '2026-11-22T10:00:00.000Z',
  source: 'Mainstay <mainstay@example.com>',
  sourceArn: 'arn:aws:ses:eu-west-1:123456789012:identity/mainstay@example.com',
  sendingAccountId: '123456789012',
  messageId: '0102017f7ab52a51-d7604954-e53a-4ecf-9d5c-EXAMPLE-000000',
  destination: ['recipient@example.com'],
  headersTruncated: false,
  headers: [
    { name: 'From', value: 'Mainstay <mainstay@example.com>' },
    { name: 'To', value: 'recipient@example.com' },
  ],
  commonHeaders: { from: ['Mainstay <mainstay@example.com>'], to: ['recipient@example.com'], subject: 'Hello' },
  tags: {
    'ses:configuration-set': ['mainstay-dev'],
    'ses:from-domain': ['example.com'],
    message: ['9f86d081884c7d659a2feaa0c55ad015'],
  },
};

function bounce(bounceType: string, bounceSubType: string, emailAddress: string) {
  return {
    eventType: 'Bounce',
    bounce: {
      feedbackId: '0102017f7ab52b6e-EXAMPLE-000000',
      bounceType,
      bounceSubType,
      bouncedRecipients: [
        { emailAddress, action: 'failed', status: '5.1.1', diagnosticCode: 'smtp; 550 5.1.1 user unknown' },
      ],
      timestamp: '2026-11-22T10:00:02.000Z',
      reportingMTA: 'dsn; mta.example.com',
    },
    mail,
  };
}

export const sesEvents = {
  permanentBounce: bounce('Permanent', 'General', 'gone@example.com'),
  transientBounce: bounce('Transient', 'MailboxFull', 'full@example.com'),
  undeterminedBounce: bounce('Undetermined', 'Undetermined', 'odd@example.com'),
  complaint: {
    eventType: 'Complaint',
    complaint: {
      feedbackId: '0102017f7ab52c1e-EXAMPLE-000000',
      complaintSubType: null,
      complainedRecipients: [{ emailAddress: '"Ana Ruiz" <Ana@Example.com>' }],
      timestamp: '2026-11-22T10:05:00.000Z',
      userAgent: 'Amazon SES Mailbox Simulator',
      complaintFeedbackType: 'abuse',
      arrivalDate: '2026-11-22T10:00:01.000Z',
    },
    mail,
  },
  notSpam: {
    eventType: 'Complaint',
    complaint: {
      feedbackId: '0102017f7ab52c1f-EXAMPLE-000000',
      complaintSubType: null,
      complainedRecipients: [{ emailAddress: 'friend@example.com' }],
      timestamp: '2026-11-22T10:05:00.000Z',
      complaintFeedbackType: 'not-spam',
    },
    mail,
  },
  delivery: {
    eventType: 'Delivery',
    mail,
    delivery: {
      timestamp: '2026-11-22T10:00:03.000Z',
      processingTimeMillis: 2218,
      recipients: ['recipient@example.com'],
      smtpResponse: '250 2.6.0 Message received',
      reportingMTA: 'mta.example.com',
    },
  },
  deliveryDelay: {
    eventType: 'DeliveryDelay',
    mail,
    deliveryDelay: {
      timestamp: '2026-11-22T10:10:00.000Z',
      delayType: 'TransientCommunicationFailure',
      expirationTime: '2026-11-23T00:00:00.000Z',
      delayedRecipients: [
        { emailAddress: 'recipient@example.com', status: '4.4.1', diagnosticCode: 'smtp; 421 4.4.1 Unable to connect' },
      ],
    },
  },
  reject: { eventType: 'Reject', mail, reject: { reason: 'Bad content' } },
  /** The older notifications of an identity, without configuration set. */
  olderBounce: {
    notificationType: 'Bounce',
    bounce: {
      bounceType: 'Permanent',
      bounceSubType: 'OnAccountSuppressionList',
      bouncedRecipients: [{ emailAddress: 'older@example.com' }],
      timestamp: '2026-11-22T10:00:02.000Z',
      feedbackId: '0102017f7ab52b6e-EXAMPLE-000001',
    },
    mail,
  },
} as const;

/** A message as an SNS subscription puts it into a queue. */
export function snsMessage(content: unknown) {
  return {
    Type: 'Notification',
    MessageId: '22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324',
    TopicArn: 'arn:aws:sns:eu-west-1:123456789012:mainstay-dev-mail',
    Subject: 'Amazon SES Email Event Notification',
    Message: typeof content === 'string' ? content : JSON.stringify(content),
    Timestamp: '2026-11-22T10:00:04.000Z',
    SignatureVersion: '1',
    Signature: 'EXAMPLEw6JRN=',
    SigningCertURL: 'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-EXAMPLE.pem',
    UnsubscribeURL: 'https://sns.eu-west-1.amazonaws.com/?Action=Unsubscribe',
  };
}

/** An event of SQS with these bodies, message ids counted from 0. */
export function sqsEvent(bodies: readonly unknown[], queue: string) {
  return {
    Records: bodies.map((body, index) => ({
      messageId: `message-${index}`,
      receiptHandle: 'AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a',
      body: typeof body === 'string' ? body : JSON.stringify(body),
      attributes: {
        ApproximateReceiveCount: '1',
        SentTimestamp: '1795341600000',
        SenderId: 'AIDAIENQZJOLO23YVJ4VO',
        ApproximateFirstReceiveTimestamp: '1795341600001',
      },
      messageAttributes: {},
      md5OfBody: 'e4e68fb7bd0e697a0ae8f1bb342846b3',
      eventSource: 'aws:sqs',
      eventSourceARN: `arn:aws:sqs:eu-west-1:123456789012:${queue}`,
      awsRegion: 'eu-west-1',
    })),
  };
}

/** An event as a rule of the bus puts it into a queue. */
export function busEvent(detail: { readonly type: string }) {
  return {
    version: '0',
    id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
    'detail-type': detail.type,
    source: 'mainstay',
    account: '123456789012',
    time: '2026-11-22T10:00:00Z',
    region: 'eu-west-1',
    resources: [],
    detail,
  };
}
