import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { Texter } from '../../core/ports.ts';
import { asMessageFailure } from './message-failure.ts';

/** Text messages by SNS, for accounts without Twilio. SNS leaves out numbers that have opted out, and says nothing of it. */
export function snsTexter(client: SNSClient): Texter {
  return {
    send: async ({ to, text }) => {
      const attributes = { 'AWS.SNS.SMS.SMSType': { DataType: 'String', StringValue: 'Transactional' } };
      try {
        await client.send(new PublishCommand({ PhoneNumber: to, Message: text, MessageAttributes: attributes }));
      } catch (error) {
        throw asMessageFailure(error, 'SNS');
      }
    },
  };
}
