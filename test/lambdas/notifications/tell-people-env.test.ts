import { describe, expect, it } from '@jest/globals';
import { TellPeopleEnv } from '../../../lambdas/notifications/tell-people-env.ts';
import { loadEnv } from '../../../lambdas/shared/load-env.ts';

const least = { TABLE_NAME: 'records', STAGE: 'dev', TOPIC_ARN: 'arn:aws:sns:eu-west-1:123456789012:team' };

describe('the environment of the function that tells people', () => {
  it('does with a table and a topic', () => {
    expect(loadEnv(TellPeopleEnv, least)).toEqual({ ...least, MAIL_TO: [], TEXT_TO: [], NOTICE_LANGUAGE: 'en' });
  });

  it('reads lists', () => {
    const env = {
      ...least,
      MAIL_FROM: 'm@example.com',
      MAIL_TO: 'a@example.com, b@example.com,',
      TEXT_TO: '+4915112345678',
      TWILIO_SECRET_ARN: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:twilio',
    };
    expect(loadEnv(TellPeopleEnv, env)).toMatchObject({
      MAIL_TO: ['a@example.com', 'b@example.com'],
      TEXT_TO: ['+4915112345678'],
    });
  });

  it.each([
    ['TOPIC_ARN', { TOPIC_ARN: 'team' }],
    ['MAIL_TO', { MAIL_FROM: 'm@example.com', MAIL_TO: 'ana' }],
    ['MAIL_FROM', { MAIL_TO: 'ana@example.com' }],
    ['TEXT_TO', { TEXT_TO: '0151 12345678' }],
    ['TWILIO_SECRET_ARN', { TWILIO_SECRET_ARN: 'secret' }],
    ['DASHBOARD_URL', { DASHBOARD_URL: 'javascript:alert(1)' }],
    ['NOTICE_LANGUAGE', { NOTICE_LANGUAGE: 'fr' }],
  ])('is refused for a wrong %s, by name', (name, wrong) => {
    expect(() => loadEnv(TellPeopleEnv, { ...least, ...wrong })).toThrow(name);
  });

  it('is refused where numbers get text messages and nobody can send them, naming both', () => {
    expect(() => loadEnv(TellPeopleEnv, { ...least, TEXT_TO: '+4915112345678' })).toThrow(
      /needed where TEXT_TO names somebody[^]*at TWILIO_SECRET_ARN/,
    );
  });
});
