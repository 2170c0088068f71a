import type { Words } from '../../../profile/profile.ts';
import { type BlastRadius, type GateDecision, gateChecks } from '../../gate/gate-decision.ts';
import { drawTierMoves } from '../draw/tier-moves-chart.ts';
import { checkWords, koreanChecks } from '../findings/check-words.ts';
import { count, moment, percent, signedInterval } from '../format.ts';
import { type Html, html, say } from '../html.ts';
import type { ReportInput } from '../input.ts';
import { card, figure, section, wideWidth } from '../parts/layout.ts';
import { facts, table } from '../parts/table.ts';
import { type Tier, tierNames, tiers } from '../tier-words.ts';

/** What the gate decided and why; nothing where the model has not stood before it. */
export function decisionSection({ decision }: ReportInput, number: number): Html {
  if (!decision) return html``;
  return section(
    {
      id: 'decision',
      title: { en: 'What the gate decided', ko: '게이트의 판정' },
      lead: decision.promote
        ? {
            en: 'Every check was passed: the gate let the model through.',
            ko: '모든 검사를 통과하여 승격이 허용되었습니다.',
          }
        : {
            en: 'At least one check failed: the gate turned the model away.',
            ko: '통과하지 못한 검사가 있어 승격되지 않았습니다.',
          },
      body: html`${comparison(decision)}${checks(decision)}${decision.blastRadius && blast(decision.blastRadius)}`,
    },
    number,
  );
}

function comparison({ challenger, champion, decidedAt, gains, testRows }: GateDecision): Html {
  return card(
    { en: 'Champion against challenger', ko: '챔피언과 도전자' },
    facts([
      [{ en: 'Challenger', ko: '도전자' }, html`<code>${challenger}</code>`],
      [
        { en: 'Champion', ko: '챔피언' },
        champion === null ? say({ en: 'none: a first model', ko: '없음: 첫 모델' }) : html`<code>${champion}</code>`,
      ],
      [{ en: 'Decided by the gate', ko: '게이트 판정 시각' }, moment(decidedAt)],
      ...(testRows ? [[{ en: 'Compared on', ko: '비교 고객' }, say(rowWords(testRows))] as const] : []),
      ...(gains
        ? [
            [{ en: 'Gain in ROC AUC', ko: 'ROC AUC 향상' }, signedInterval(gains.rocAuc, 4)] as const,
            [{ en: 'Gain in Brier score', ko: '브라이어 점수 향상' }, signedInterval(gains.brier, 4)] as const,
          ]
        : []),
    ]),
    gains &&
      html`<p class="note">${say({ en: 'Above 0 the challenger is better. Both models scored the same rows; 95% intervals.', ko: '0보다 크면 도전자가 낫습니다. 두 모델이 같은 고객을 채점했습니다. 95% 구간.' })}</p>`,
  );
}

function rowWords({ customers, leavers }: NonNullable<GateDecision['testRows']>): Words {
  return {
    en: `${count(customers)} customers, ${count(leavers)} of whom left`,
    ko: `고객 ${count(customers)}명, 그중 이탈 ${count(leavers)}명`,
  };
}

function checks({ checks: list }: GateDecision): Html {
  const title = { en: 'Checks', ko: '검사' };
  return card(
    title,
    table(
      title,
      [
        { title: { en: 'Code', ko: '코드' }, cell: ({ code }) => code },
        {
          title: { en: 'The model …', ko: '모델이' },
          cell: ({ code }) => say({ en: gateChecks[code], ko: koreanChecks[code] }),
        },
        {
          title: { en: 'Result', ko: '결과' },
          cell: ({ passed }) =>
            html`<span class="whole">${say(passed ? { en: '✓ passed', ko: '✓ 통과' } : { en: '⚑ failed', ko: '⚑ 실패' })}</span>`,
        },
        { title: { en: 'Figures', ko: '수치' }, words: true, cell: (check) => say(checkWords(check)) },
      ],
      list,
    ),
  );
}

function blast(radius: BlastRadius): Html {
  const title = { en: 'Blast radius: who would change tier', ko: '영향 범위: 등급이 바뀌는 고객' };
  const note = {
    en: `${count(radius.compared)} of ${count(radius.customers)} current customers compared: ${percent(radius.changedTierShare)} would change tier, ${count(radius.newHigh)} would newly be at high risk, ${count(radius.noLongerHigh)} no longer.`,
    ko: `현재 고객 ${count(radius.customers)}명 중 ${count(radius.compared)}명 비교: 등급 변경 ${percent(radius.changedTierShare)}, 새로 고위험 ${count(radius.newHigh)}명, 고위험에서 벗어남 ${count(radius.noLongerHigh)}명.`,
  };
  const description = tiers
    .flatMap((from) =>
      tiers.map((to) => `${tierNames[from].en} → ${tierNames[to].en}: ${count(radius.moves[from][to])}`),
    )
    .join('; ');
  return figure({
    title,
    note: say(note),
    wide: wideWidth,
    draw: (width) => drawTierMoves(radius.moves, description, width),
    data: table(
      title,
      [
        { title: { en: 'Tier now', ko: '현재 등급' }, cell: (from) => say(tierNames[from]) },
        ...tiers.map((to) => ({
          title: { en: `${tierNames[to].en} after`, ko: `이후 ${tierNames[to].ko}` },
          number: true,
          cell: (from: Tier) => count(radius.moves[from][to]),
        })),
      ],
      tiers,
    ),
  });
}
