import { describe, expect, it } from '@jest/globals';
import { stageNamed, stages } from '../../lib/stages.ts';

const dev = stageNamed('dev');
const prod = stageNamed('prod');
const crm = { url: 'https://crm.example.com/', keyHeader: 'x-api-key', keySecretName: 'crm', callsPerSecond: 5 };
const wrong = (name: string, record: unknown) => () => stageNamed(name, { [name]: record });

describe('stageNamed', () => {
  it.each(Object.keys(stages))('accepts the stage %s that ships', (name) => {
    expect(stageNamed(name).region).toMatch(/^eu-/);
  });

  it('names the stages there are when asked for another', () => {
    expect(() => stageNamed('staging')).toThrow('no stage "staging" in lib/stages.ts, only dev, prod');
    expect(() => stageNamed('toString')).toThrow('no stage "toString"');
  });

  it('refuses a name that stacks and addresses cannot carry', () => {
    expect(wrong('My Stage', dev)).toThrow('lower-case letters, digits and hyphens, not "My Stage"');
  });

  it('fails by the name of the stage and of every field that is wrong', () => {
    const record = { ...dev, region: 'Ireland', account: '12', api: { ...dev.api, memoryMb: 64 } };
    expect(wrong('mine', record)).toThrow(/stage "mine".*\n[^]*at account[^]*at region[^]*at api\.memoryMb/);
  });

  it('refuses a field that it does not know, so that a misspelt one is not silently left out', () => {
    expect(wrong('mine', { ...dev, retention: { ...dev.retention, backupdays: 30 } })).toThrow(
      /"backupdays"[^]*at retention/,
    );
  });

  it.each([
    ['retention.logDays', { retention: { ...dev.retention, logDays: 13 } }],
    ['throttling.scoring.burst', { throttling: { ...dev.throttling, scoring: { perSecond: 1, burst: 0 } } }],
    ['login.dashboardUrls[0]', { login: { ...dev.login, dashboardUrls: ['http://shop.example.com/'] } }],
    ['login.dashboardUrls[0]', { login: { ...dev.login, dashboardUrls: ['http://localhost.example.com/'] } }],
    ['alarms.emails[0]', { alarms: { ...dev.alarms, emails: ['someone'] } }],
    ['batch.shardsAtOnce', { batch: { ...dev.batch, shardsAtOnce: 0 } }],
    ['scoringEndpoint', { scoringEndpoint: 'arn:aws:sagemaker:eu-west-1:123456789012:endpoint/churn' }],
    ['events.busName', { events: { ...dev.events, busName: 'main stay' } }],
    ['events.crm.url', { events: { ...dev.events, crm: { ...crm, url: 'http://crm.example.com/' } } }],
    ['events.crm.callsPerSecond', { events: { ...dev.events, crm: { ...crm, callsPerSecond: 301 } } }],
    [
      'notifications.mail.from',
      { notifications: { language: 'en', topicEmails: [], mail: { from: 'example.com', to: ['a@b.ie'] } } },
    ],
    ['notifications.mail.to', { notifications: { language: 'en', topicEmails: [], mail: { from: 'a@b.ie', to: [] } } }],
    [
      'notifications.texts.to[0]',
      { notifications: { language: 'en', topicEmails: [], texts: { to: ['085 000 0000'] } } },
    ],
    ['schedule.timeZone', { schedule: { ...dev.schedule, timeZone: 'Europe/Atlantis' } }],
    ['schedule.stuckDropsAt', { schedule: { ...dev.schedule, stuckDropsAt: '6:30' } }],
    ['alarms.runbookUrl', { alarms: { ...dev.alarms, runbookUrl: 'docs/runbook.md' } }],
  ])('refuses a wrong %s', (path, change) => {
    expect(wrong('mine', { ...dev, ...change })).toThrow(`at ${path}`);
  });

  it('refuses production without backups or without a key of its own', () => {
    const { backupDays: _, ...retention } = prod.retention;
    expect(wrong('prod', { ...prod, retention })).toThrow(/production needs backups[^]*at retention\.backupDays/);
    expect(wrong('prod', { ...prod, encryption: 'aws' })).toThrow(/production needs a key[^]*at encryption/);
  });
});
