import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { Notifier } from '../../core/ports.ts';
import { asMessageFailure } from './message-failure.ts';

/** What SNS takes as a subject: printable ASCII, under 100 characters, no blank at its start. */
const subjectPattern = /^[\x21-\x7e][\x20-\x7e]{0,98}$/;

/** Tells the team by an SNS topic. A subject that SNS does not take, such as a Korean one, is the first line instead. */
export function snsNotifier(client: SNSClient, topicArn: string): Notifier {
  return {
    tell: async ({ subject, text }) => {
      const plain = subjectPattern.test(subject);
      const message = plain ? { Subject: subject, Message: text } : { Message: `${subject}\n\n${text}` };
      try {
        await client.send(new PublishCommand({ TopicArn: topicArn, ...message }));
      } catch (error) {
        throw asMessageFailure(error, 'SNS');
      }
    },
  };
}
