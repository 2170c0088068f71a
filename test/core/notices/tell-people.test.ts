import { describe, expect, it } from '@jest/globals';
import { DomainError } from '../../../core/errors.ts';
import type { MainstayEvent } from '../../../core/events.ts';
import { type MessageToPeople, messagesOf, type NoticeSettings } from '../../../core/notices/messages-of.ts';
import { type MessageOutcome, type TellPeoplePorts, tellPeople } from '../../../core/notices/tell-people.ts';
import { type IdempotencyStore, KeptAnswer } from '../../../core/ports.ts';
import { anEvent, inEvent } from '../../contracts/event-examples.ts';

const settings: NoticeSettings = {
  teamMailTo: ['ops@example.com'],
  mailTo: ['ana@example.com', 'bo@example.com'],
  textTo: ['+4915112345678'],
  language: 'en',
  dashboardUrl: 'https://mainstay.example.com/',
};

const channels = (messages: readonly MessageToPeople[]) => messages.map(({ channel, to }) => [channel, to]);
const textOf = (event: MainstayEvent) => messagesOf(event, settings).find(({ channel }) => channel === 'text')?.text;

describe('messagesOf', () => {
  it('tells operators of what failed and of promotions, account managers of customers', () => {
    const team = [
      ['notice', ''],
      ['mail', 'ops@example.com'],
    ];
    const managers = [
      ['mail', 'ana@example.com'],
      ['mail', 'bo@example.com'],
    ];
    const text = [['text', '+4915112345678']];
    expect(channels(messagesOf(anEvent('DropRejected'), settings))).toEqual([...team, ...text]);
    expect(channels(messagesOf(anEvent('ModelPromoted'), settings))).toEqual(team);
    expect(channels(messagesOf(anEvent('BatchCompleted'), settings))).toEqual(managers);
    expect(channels(messagesOf(anEvent('TierEscalated'), settings))).toEqual([...managers, ...text]);
    expect(messagesOf(anEvent('ScoreRecorded'), settings)).toEqual([]);
    expect(messagesOf(anEvent('TrainingDropReceived'), settings)).toEqual([]);
  });

  it('leaves the escalations of a drop to its summary, and telephones alone where nobody is at high risk', () => {
    expect(messagesOf(anEvent('TierEscalated', { dropId: 'drop-1' }), settings)).toEqual([]);
    const medium = anEvent('TierEscalated', { customers: [inEvent('c1', { tier: 'medium' })] });
    expect(messagesOf(medium, settings).map(({ channel }) => channel)).toEqual(['mail', 'mail']);
  });

  it('sums a drop up: new customers at high risk, value at risk, where to look', () => {
    const [mail] = messagesOf(anEvent('BatchCompleted'), settings);
    expect(mail?.subject).toBe('customers.csv: 1,200 at high risk, 45 of them new');
    for (const part of [
      '12,000 customers of customers.csv were scored.',
      '1,200 high, 3,000 medium, 7,800 low',
      'New at high risk: 45.',
      '$123,457', // 12,345,678 cents
      'Rows set aside: 5.',
      'https://mainstay.example.com/customers?tier=high&sort=valueAtRisk',
      'https://mainstay.example.com/drops/drop-1',
    ])
      expect(mail?.text).toContain(part);
  });

  it('says so in Korean, with won that have no cents', () => {
    const highTier = { newCustomers: 45, valueAtRisk: { amountMinor: 1_234_567, currency: 'KRW' } };
    const [mail] = messagesOf(anEvent('BatchCompleted', { highTier }), { ...settings, language: 'ko' });
    expect(mail?.subject).toBe('customers.csv: 이탈 위험 높음 1,200명 (신규 45명)');
    expect(mail?.text).toContain('₩1,234,567');
    const [escalated] = messagesOf(anEvent('TierEscalated'), { ...settings, language: 'ko' });
    expect(escalated?.subject).toBe('이탈 위험이 높아진 고객 2명');
    expect(escalated?.text).toContain('c1: 낮음 → 높음  https://mainstay.example.com/customers/c1');
  });

  it('does without figures that an older drop or a profile without money lacks', () => {
    const [mail] = messagesOf(anEvent('BatchCompleted', { highTier: null }), settings);
    expect(mail?.subject).toBe('customers.csv: 1,200 at high risk');
    expect(mail?.text).not.toMatch(/New at|Value at risk|null|undefined/);
    const noMoney = anEvent('BatchCompleted', { highTier: { newCustomers: 0, valueAtRisk: null } });
    expect(messagesOf(noMoney, settings)[0]?.text).not.toMatch(/Value at risk|null/);
  });

  it('leads to customers whose ids are no part of an address, or to the API where there is no dashboard', () => {
    const event = anEvent('TierEscalated', { customers: [inEvent('a/b ?#')] });
    const [mail] = messagesOf(event, settings);
    expect(mail?.text).toContain('https://mainstay.example.com/customers/a%2Fb%20%3F%23');
    const [without] = messagesOf(event, { ...settings, dashboardUrl: undefined });
    expect(without?.text).toContain('GET /v1/customers/a%2Fb%20%3F%23');
  });

  it('puts ids and nothing else into a text message, three at most', () => {
    const customers = [1, 2, 3, 4, 5].map((n) => inEvent(`c${n}`, { tier: n === 1 ? 'medium' : 'high' }));
    expect(textOf(anEvent('TierEscalated', { customers }))).toBe('Now at high risk of leaving: c2, c3, c4 +1');
    expect(textOf(anEvent('DropRejected', { fileName: 'Ana Ruiz.csv' }))).toBe('Drop failed: drop-1, unreadable-file');
  });

  it('keeps a subject to one line of a hundred characters', () => {
    const event = anEvent('DropRejected', { fileName: `a\r\nBcc: all@example.com\r\n${'x'.repeat(300)}.csv` });
    for (const { channel, subject } of messagesOf(event, settings)) {
      if (channel === 'text') continue;
      expect(subject).not.toMatch(/[\r\n]/);
      expect(subject).toHaveLength(100);
    }
  });
});

/** People who can be told, and what they were told; a store of claims without time. */
function world(fails: (to: string, attempt: number) => Error | undefined = () => undefined) {
  const told: string[] = [];
  const outcomes: [string, MessageOutcome][] = [];
  const claims = new Map<string, KeptAnswer | 'claimed'>();
  const attempts = new Map<string, number>();
  const reach = async (to: string): Promise<void> => {
    const attempt = (attempts.get(to) ?? 0) + 1;
    attempts.set(to, attempt);
    const failure = fails(to, attempt);
    if (failure) throw failure;
    told.push(to);
  };
  const idempotency: IdempotencyStore = {
    claim: async (key) => {
      const held = claims.get(key);
      if (held === undefined) claims.set(key, 'claimed');
      if (held === 'claimed') return 'in-progress';
      return held ?? 'claimed';
    },
    complete: async (key, answer) => void claims.set(key, KeptAnswer.parse(answer)),
    release: async (key) => void claims.delete(key),
  };
  const ports: TellPeoplePorts = {
    notifier: { tell: () => reach('team') },
    mailer: {
      send: async ({ to }) => {
        await reach(to);
        return to.startsWith('suppressed') ? 'suppressed' : 'sent';
      },
    },
    texter: { send: ({ to }) => reach(to) },
    idempotency,
    clock: { now: () => new Date('2026-11-22T10:00:00.000Z') },
    onOutcome: ({ to }, outcome) => outcomes.push([to === '' ? 'team' : to, outcome]),
  };
  return { ports, told, outcomes, claims };
}

const later = new DomainError('message-not-delivered', 'later');
const never = new DomainError('message-refused', 'never');

describe('tellPeople', () => {
  it('tells everyone once, however often the event comes', async () => {
    const { ports, told } = world();
    for (let times = 0; times < 3; times += 1) await tellPeople(anEvent('DropRejected'), settings, ports);
    expect(told).toEqual(['team', 'ops@example.com', '+4915112345678']);
    await tellPeople(anEvent('DropRejected', { eventId: 'another' }), settings, ports);
    expect(told).toHaveLength(6);
  });

  it('tells the others where one cannot be reached, then fails, and the next time tells that one only', async () => {
    const { ports, told, outcomes } = world((to, attempt) =>
      to === 'ana@example.com' && attempt === 1 ? later : undefined,
    );
    await expect(tellPeople(anEvent('BatchCompleted'), settings, ports)).rejects.toBe(later);
    expect(told).toEqual(['bo@example.com']);
    await tellPeople(anEvent('BatchCompleted'), settings, ports);
    expect(told).toEqual(['bo@example.com', 'ana@example.com']);
    expect(outcomes).toEqual([
      ['ana@example.com', 'failed'],
      ['bo@example.com', 'sent'],
      ['ana@example.com', 'sent'],
    ]);
  });

  it('gives up what would be refused again, and what is suppressed', async () => {
    const { ports, outcomes } = world((to) => (to.startsWith('+') ? never : undefined));
    const suppressed = { ...settings, mailTo: ['suppressed@example.com'] };
    await tellPeople(anEvent('TierEscalated'), suppressed, ports);
    await tellPeople(anEvent('TierEscalated'), suppressed, ports);
    expect(outcomes).toEqual([
      ['suppressed@example.com', 'suppressed'],
      ['+4915112345678', 'refused'],
    ]);
  });

  it('leaves a message to the process that is at it, and fails so that the event comes again', async () => {
    const { ports, told, claims } = world();
    const [first] = messagesOf(anEvent('ModelPromoted'), settings);
    claims.set(`notice#${first?.messageId}`, 'claimed');
    await expect(tellPeople(anEvent('ModelPromoted'), settings, ports)).rejects.toMatchObject({
      code: 'request-in-progress',
    });
    expect(told).toEqual(['ops@example.com']);
  });
});
