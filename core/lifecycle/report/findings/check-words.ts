import type { Words } from '../../../profile/profile.ts';
import type { GateCheck, GateCheckCode } from '../../gate/gate-decision.ts';
import { count, decimal, percent, plain, signed } from '../format.ts';

/** What each check asks, in Korean; the English stands in `gateChecks`. */
export const koreanChecks: Readonly<Record<GateCheckCode, string>> = {
  CHK001: '가장 좋은 단일 규칙보다 나음',
  CHK002: '이탈률만 아는 것보다 많이 알려 줌',
  CHK003: '챔피언과 같은 질문에 답함',
  CHK004: '챔피언보다 확실히 나음',
  CHK005: '다른 지표에서 나쁘지 않음',
  CHK006: '확률이 실제와 맞음',
  CHK007: '모든 세그먼트에 쓸모 있음',
  CHK008: '서비스 엔진이 같은 점수를 냄',
  CHK009: '충분히 빠름',
  CHK010: '고객 대부분이 등급을 유지함',
};

/**
 * A check's sentence in both languages. The English one is the gate's own; the Korean one is worded from the code and the
 * figures. Where figures are missing, as in decisions of an earlier version, the gate's sentence stands in both.
 */
export function checkWords(check: GateCheck): Words {
  return { en: check.detail, ko: sentences[check.code](check) ?? check.detail };
}

/** The figures by name; undefined for one that is not there. */
type Sentence = (check: GateCheck) => string | undefined;

const sentences: Readonly<Record<GateCheckCode, Sentence>> = {
  CHK001: ({ figures: { rocAuc, rule } }) =>
    rocAuc === undefined
      ? undefined
      : `ROC AUC는 ${decimal(rocAuc)}, ${rule === undefined ? '비교할 규칙은 찾지 못했습니다' : `가장 좋은 단일 규칙은 ${decimal(rule)}입니다`}.`,
  CHK002: ({ figures: { logLoss, majority } }) =>
    logLoss === undefined
      ? undefined
      : `로그 손실은 ${decimal(logLoss)}, ${majority === undefined ? '비교할 것이 없습니다' : `이탈률만 알 때는 ${decimal(majority)}입니다`}.`,
  CHK003: ({ passed, detail, figures: { seenRows } }) => {
    if (!passed) return `챔피언과 같은 행을 같은 뜻으로 채점할 수 없어 사람이 결정해야 합니다. (${detail})`;
    if (seenRows === undefined) return `두 모델이 같은 행을 채점합니다. (${detail})`;
    const seen = ` 챔피언이 학습했을 수 있는 ${count(seenRows)}행은 제외했습니다.`;
    return `두 모델이 같은 행을 채점합니다.${seenRows === 0 ? '' : seen}`;
  },
  CHK004: ({ figures }) => tooFew(figures) ?? gain(figures, (needed) => `구간 전체가 ${plain(needed)}보다 커야 합니다`),
  CHK005: ({ figures }) => gain(figures, (needed) => `구간 전체가 ${plain(needed)} 이상이어야 합니다`),
  CHK006: ({ figures: { error, bound } }) =>
    error === undefined || bound === undefined
      ? undefined
      : `보정 오차는 ${decimal(error)}, 허용 한도는 ${decimal(bound)}입니다.`,
  CHK007: segmentSentence,
  CHK008: ({ passed, detail }) =>
    passed ? '서비스 엔진이 골든 행을 그대로 재현합니다.' : `서비스 엔진이 골든 행을 재현하지 못합니다. (${detail})`,
  CHK009: ({ figures: { microseconds, bound } }) =>
    microseconds === undefined || bound === undefined
      ? undefined
      : `이유를 포함한 점수 한 건에 ${count(microseconds)} µs가 걸립니다. 허용 한도는 ${count(bound)} µs입니다.`,
  CHK010: ({ figures: { changedTierShare, newHigh, compared, bound } }) =>
    changedTierShare === undefined || newHigh === undefined || compared === undefined || bound === undefined
      ? undefined
      : `현재 고객 ${count(compared)}명 중 ${percent(changedTierShare)}의 등급이 바뀌고, 그중 ${count(newHigh)}명은 높음이 됩니다. 사람 없이 허용되는 한도는 ${percent(bound, 0)}입니다.`,
};

function tooFew({ leavers, stayers, fewestLeavers }: GateCheck['figures']): string | undefined {
  if (leavers === undefined || stayers === undefined || fewestLeavers === undefined) return undefined;
  return `이탈 ${count(leavers)}명, 유지 ${count(stayers)}명은 두 모델을 비교하기에 너무 적습니다. 각각 ${count(fewestLeavers)}명이 필요합니다.`;
}

function gain(
  { value, low, high, needed }: GateCheck['figures'],
  rule: (needed: number) => string,
): string | undefined {
  if (value === undefined || low === undefined || high === undefined || needed === undefined) return undefined;
  return `같은 행에서 향상은 ${signed(value, 4)} (${signed(low, 4)} ~ ${signed(high, 4)}), ${rule(needed)}.`;
}

const floorMark = ' floor';

/** Groups are named in the figures: `plan=Basic` is its ROC AUC, `plan=Basic floor` what it may not fall below. */
function segmentSentence({ figures }: GateCheck): string | undefined {
  const { fewestCustomers, fewestLeavers } = figures;
  if (fewestCustomers === undefined || fewestLeavers === undefined) return undefined;
  const judged = Object.entries(figures).flatMap(([name, floor]) => {
    const group = name.endsWith(floorMark) ? name.slice(0, -floorMark.length) : undefined;
    const rocAuc = group === undefined ? undefined : figures[group];
    return group === undefined || rocAuc === undefined ? [] : [{ group, floor, rocAuc }];
  });
  if (judged.length === 0) {
    return `비교한 행 가운데 고객 ${count(fewestCustomers)}명, 이탈 ${count(fewestLeavers)}명 이상인 그룹이 없습니다.`;
  }
  const failed = judged.filter(({ rocAuc, floor }) => rocAuc < floor);
  if (failed.length === 0) return `고객 그룹 ${count(judged.length)}개 모두 하한 이상입니다.`;
  const list = failed.map(({ group, rocAuc, floor }) => `${group}: ROC AUC ${decimal(rocAuc)}, 하한 ${decimal(floor)}`);
  return `더 나빠지는 고객 그룹이 있습니다. ${list.join('; ')}.`;
}
