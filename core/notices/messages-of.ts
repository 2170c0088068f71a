import type { MainstayEvent } from '../events.ts';
import {
  batchWords,
  escalationWords,
  type LinkTo,
  type NoticeLanguage,
  promotionWords,
  rejectionWords,
  type Words,
} from './notice-words.ts';
import { trainingFailureWords, trainingResultWords } from './training-words.ts';

/** Who is told of what. Team notices, not outreach: no customer is ever written to from here. */
export interface NoticeSettings {
  /** Those who run Mainstay and get their notices by mail too; on AWS the topic has their addresses. */
  readonly teamMailTo: readonly string[];
  /** Account managers. */
  readonly mailTo: readonly string[];
  /** Numbers, E.164, of those who want to be fetched. */
  readonly textTo: readonly string[];
  readonly language: NoticeLanguage;
  /** Where the dashboard is; undefined: links are paths of the API. */
  readonly dashboardUrl?: string | undefined;
}

/** One message to one recipient. `to` is empty for the team, whose members the notifier knows. */
export interface MessageToPeople {
  readonly channel: 'notice' | 'mail' | 'text';
  /** The same event makes the same message for the same recipient. */
  readonly messageId: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** Ids in a text message; more would cost a second one. */
const mostIdsInText = 3;

/**
 * What an event makes to be told.
 *
 * | event | the team (notice) | account managers (mail) | text message |
 * | --- | --- | --- | --- |
 * | DropRejected, failures included | yes | | drop id and code |
 * | ModelPromoted | yes | | |
 * | TrainingCompleted, where the champion stays | yes | | |
 * | TrainingFailed | yes | | |
 * | BatchCompleted | | summary | |
 * | TierEscalated of an API call | | ids and links | ids of those now at high risk |
 *
 * The escalations of a drop are in its summary: a drop of a million customers would make thousands of mails of them.
 */
export function messagesOf(event: MainstayEvent, settings: NoticeSettings): MessageToPeople[] {
  const { language } = settings;
  const link = linkTo(settings.dashboardUrl);
  switch (event.type) {
    case 'DropRejected': {
      const short = `${language === 'ko' ? '파일 처리 실패' : 'Drop failed'}: ${event.dropId}, ${event.code}`;
      return [...toTeam(event, settings, rejectionWords(event, language, link)), ...toNumbers(event, settings, short)];
    }
    case 'ModelPromoted':
      return toTeam(event, settings, promotionWords(event, language, link));
    case 'TrainingCompleted': // a promotion is told of by its own event
      return event.promoted ? [] : toTeam(event, settings, trainingResultWords(event, language, link));
    case 'TrainingFailed':
      return toTeam(event, settings, trainingFailureWords(event, language, link));
    case 'BatchCompleted':
      return byMail(event, settings.mailTo, batchWords(event, language, link));
    case 'TierEscalated': {
      if (event.dropId !== null) return [];
      const mails = byMail(event, settings.mailTo, escalationWords(event, language, link));
      const urgent = event.customers.filter(({ tier }) => tier === 'high').map(({ customerId }) => customerId);
      if (urgent.length === 0) return mails;
      return [...mails, ...toNumbers(event, settings, urgentText(urgent, language))];
    }
    default: // nothing that a person waits for
      return [];
  }
}

function urgentText(ids: readonly string[], language: NoticeLanguage): string {
  const shown = ids.slice(0, mostIdsInText).join(', ');
  const more = ids.length - mostIdsInText;
  const rest = more > 0 ? ` +${more}` : '';
  return language === 'ko' ? `이탈 위험 높음: ${shown}${rest}` : `Now at high risk of leaving: ${shown}${rest}`;
}

function toTeam(event: MainstayEvent, { teamMailTo }: NoticeSettings, words: Words): MessageToPeople[] {
  const { subject, lines } = words;
  const messageId = `${event.eventId}#notice`;
  const notice = { channel: 'notice', messageId, to: '', ...shortened(subject), text: lines.join('\n') } as const;
  return [notice, ...byMail(event, teamMailTo, words)];
}

function byMail(
  { eventId }: MainstayEvent,
  addresses: readonly string[],
  { subject, lines }: Words,
): MessageToPeople[] {
  const text = `${lines.join('\n')}\n`;
  return addresses.map((to) => ({ channel: 'mail', messageId: `${eventId}#${to}`, to, ...shortened(subject), text }));
}

function toNumbers({ eventId }: MainstayEvent, { textTo }: NoticeSettings, text: string): MessageToPeople[] {
  return textTo.map((to) => ({ channel: 'text', messageId: `${eventId}#${to}`, to, subject: '', text }));
}

/** A subject of one line and at most 100 characters: file names may be long and hold anything. */
function shortened(subject: string): { readonly subject: string } {
  const line = subject.replaceAll(/\p{Cc}+/gu, ' ');
  return { subject: line.length > 100 ? `${line.slice(0, 99)}…` : line };
}

function linkTo(dashboardUrl: string | undefined): LinkTo {
  if (dashboardUrl === undefined) return (path) => `GET /v1${path}`;
  const base = dashboardUrl.replace(/\/+$/, '');
  return (path) => `${base}${path}`;
}
