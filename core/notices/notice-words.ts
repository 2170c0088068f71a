import type { z } from 'zod';
import type { BatchCompleted, DropRejected, ModelPromoted, ScoredInEvent, TierEscalated } from '../events.ts';
import { minorDigits } from '../profile/money.ts';

/** Languages that people can be told in. */
export const noticeLanguages = ['en', 'ko'] as const;
export type NoticeLanguage = (typeof noticeLanguages)[number];

/** What is said, as subject and lines. */
export interface Words {
  readonly subject: string;
  readonly lines: readonly string[];
}

type Of<T extends z.ZodType> = z.infer<T>;

/** Address of a page of the dashboard, or of a call of the API where there is no dashboard. */
export type LinkTo = (path: string) => string;

const locale = { en: 'en-US', ko: 'ko-KR' } as const;
const tierWords = {
  en: { high: 'high', medium: 'medium', low: 'low' },
  ko: { high: '높음', medium: '보통', low: '낮음' },
} as const;

export function batchWords(event: Of<typeof BatchCompleted>, language: NoticeLanguage, link: LinkTo): Words {
  const n = (value: number): string => value.toLocaleString(locale[language]);
  const { fileName, rowsAccepted, rowsQuarantined, tierCounts, highTier } = event;
  const value = highTier?.valueAtRisk;
  const amount = value && moneyWords(value.amountMinor, value.currency, language);
  const list = link('/customers?tier=high&sort=valueAtRisk');
  const receipt = link(`/drops/${encodeURIComponent(event.dropId)}`);
  if (language === 'ko') {
    return {
      subject: `${fileName}: 이탈 위험 높음 ${n(tierCounts.high)}명${highTier ? ` (신규 ${n(highTier.newCustomers)}명)` : ''}`,
      lines: [
        `${fileName} 파일에서 고객 ${n(rowsAccepted)}명의 점수를 계산했습니다.`,
        `이탈 위험 높음 ${n(tierCounts.high)}명, 보통 ${n(tierCounts.medium)}명, 낮음 ${n(tierCounts.low)}명입니다.`,
        ...(highTier ? [`새로 위험이 높아진 고객은 ${n(highTier.newCustomers)}명입니다.`] : []),
        ...(amount ? [`위험이 높은 고객에게 걸린 예상 손실액은 ${amount}입니다.`] : []),
        ...(rowsQuarantined > 0 ? [`읽을 수 없어 제외한 행: ${n(rowsQuarantined)}개. 이유는 접수증에 있습니다.`] : []),
        '',
        `먼저 연락할 고객: ${list}`,
        `접수증: ${receipt}`,
      ],
    };
  }
  return {
    subject: `${fileName}: ${n(tierCounts.high)} at high risk${highTier ? `, ${n(highTier.newCustomers)} of them new` : ''}`,
    lines: [
      `${n(rowsAccepted)} customers of ${fileName} were scored.`,
      `Risk of leaving: ${n(tierCounts.high)} high, ${n(tierCounts.medium)} medium, ${n(tierCounts.low)} low.`,
      ...(highTier ? [`New at high risk: ${n(highTier.newCustomers)}.`] : []),
      ...(amount ? [`Value at risk with customers at high risk: ${amount}.`] : []),
      ...(rowsQuarantined > 0 ? [`Rows set aside: ${n(rowsQuarantined)}. The receipt says why.`] : []),
      '',
      `Whom to call first: ${list}`,
      `Receipt: ${receipt}`,
    ],
  };
}

export function escalationWords(event: Of<typeof TierEscalated>, language: NoticeLanguage, link: LinkTo): Words {
  const count = event.customers.length.toLocaleString(locale[language]);
  const tier = tierWords[language];
  const line = (customer: ScoredInEvent): string => {
    const from = customer.tierBefore === null ? '?' : tier[customer.tierBefore];
    const page = link(`/customers/${encodeURIComponent(customer.customerId)}`);
    return `${customer.customerId}: ${from} → ${tier[customer.tier]}  ${page}`;
  };
  const lines = event.customers.map(line);
  if (language === 'ko') {
    return {
      subject: `이탈 위험이 높아진 고객 ${count}명`,
      lines: ['이탈 위험 단계가 올라간 고객입니다.', '', ...lines],
    };
  }
  const who = event.customers.length === 1 ? '1 customer is' : `${count} customers are`;
  return {
    subject: `${who} more likely to leave`,
    lines: ['Their risk of leaving is a tier higher than before.', '', ...lines],
  };
}

export function rejectionWords(event: Of<typeof DropRejected>, language: NoticeLanguage, link: LinkTo): Words {
  const { fileName, code, detail, dropId } = event;
  const receipt = link(`/drops/${encodeURIComponent(dropId)}`);
  if (language === 'ko') {
    return {
      subject: `${fileName} 파일을 처리하지 못했습니다 (${code})`,
      lines: [detail, '', `접수 번호: ${dropId}`, `접수증: ${receipt}`],
    };
  }
  return {
    subject: `${fileName} could not be worked through (${code})`,
    lines: [detail, '', `Drop: ${dropId}`, `Receipt: ${receipt}`],
  };
}

export function promotionWords(event: Of<typeof ModelPromoted>, language: NoticeLanguage, link: LinkTo): Words {
  const { version, versionBefore, move, by, reason } = event;
  const page = link(`/models/${version}`);
  if (language === 'ko') {
    return {
      subject: move === 'promote' ? `모델 ${version} 적용` : `모델 ${version}(으)로 되돌림`,
      lines: [`이전 모델: ${versionBefore ?? '없음'}`, `결정: ${by}`, `이유: ${reason}`, '', `모델: ${page}`],
    };
  }
  return {
    subject: move === 'promote' ? `Model ${version} scores from now on` : `Rolled back to model ${version}`,
    lines: [`Before: ${versionBefore ?? 'none'}`, `Decided by: ${by}`, `Why: ${reason}`, '', `Model: ${page}`],
  };
}

function moneyWords(amountMinor: number, currency: string, language: NoticeLanguage): string {
  const format = new Intl.NumberFormat(locale[language], { style: 'currency', currency, maximumFractionDigits: 0 });
  return format.format(amountMinor / 10 ** minorDigits(currency));
}
