import type { Play } from '../profile.ts';

interface PlayIdea extends Omit<Play, 'features'> {
  readonly answers: RegExp;
}

/** What teams commonly do, by the kind of reason that it answers; each is to be rewritten by those who carry it out. */
const ideas: readonly PlayIdea[] = [
  {
    id: 'solve-support',
    title: { en: 'Solve the open issues in person', ko: '문의 사항을 직접 해결하기' },
    steps: {
      en: 'Read the latest contacts, have one named person call, solve the cause and confirm in writing.',
      ko: '최근 문의를 읽고 담당자 한 명이 전화해 원인을 해결한 뒤 결과를 글로 알립니다.',
    },
    answers:
      / (support|ticket|tickets|complaint|complaints|complain|calls|outage|outages|failed|failures|delay|delays|wait|response|문의) /,
  },
  {
    id: 'longer-contract',
    title: { en: 'Offer a longer contract with a benefit', ko: '혜택과 함께 장기 약정 제안하기' },
    steps: {
      en: "Offer one year at today's price with a month free; say plainly how to leave again.",
      ko: '지금 요금으로 1년 약정과 한 달 무료를 제안하고, 해지 방법도 분명히 알립니다.',
    },
    answers: / (contract|commitment|renewal|약정) /,
  },
  {
    id: 'automatic-payment',
    title: { en: 'Make paying easier', ko: '결제를 더 쉽게 바꾸기' },
    steps: {
      en: 'Offer a small credit for switching to automatic payment and send a link that takes a minute.',
      ko: '자동 결제로 바꾸면 소액을 적립해 주고, 1분이면 끝나는 링크를 보냅니다.',
    },
    answers: / (payment|pay|autopay|auto|billing|paperless|invoice|결제) /,
  },
  {
    id: 'right-size-price',
    title: { en: 'Offer a plan that fits the budget', ko: '부담 없는 요금제 제안하기' },
    steps: {
      en: 'Compare the bill with the use and offer the plan that would have been cheapest; discount last.',
      ko: '이용량과 청구액을 비교해 가장 저렴했을 요금제를 제안하고, 할인은 마지막에 제안합니다.',
    },
    answers: / (price|charge|charges|fee|fees|cost|amount|bill|discount|plan|package|subscription|tier|요금|상품) /,
  },
  {
    id: 'bring-back-use',
    title: { en: 'Help them get more out of it', ko: '더 잘 쓰도록 돕기' },
    steps: {
      en: 'Show one thing that suits how they use it, this week, and ask a week later whether it helped.',
      ko: '이용 방식에 맞는 기능 하나를 이번 주에 알려 주고, 일주일 뒤 도움이 되었는지 묻습니다.',
    },
    answers:
      / (usage|use|used|login|logins|session|sessions|visits|minutes|hours|viewing|watch|streaming|downloads|orders|inactive|inactivity|app|feature|features|devices|사용|이용) /,
  },
  {
    id: 'ask-and-improve',
    title: { en: 'Ask what disappoints and answer it', ko: '불만을 묻고 답하기' },
    steps: {
      en: 'Write or call personally, ask for the one thing to better, and tell within a week what came of it.',
      ko: '직접 연락해 가장 고칠 점 하나를 묻고, 일주일 안에 결과를 알립니다.',
    },
    answers: / (satisfaction|rating|nps|csat|quality|speed) /,
  },
];

const personalCall: Omit<Play, 'features'> = {
  id: 'personal-call',
  title: { en: 'Call personally and ask how it goes', ko: '직접 전화해 안부와 불편을 묻기' },
  steps: {
    en: 'Have the reasons at hand, listen first, agree on one next step, and note what was said.',
    ko: '이탈 사유를 미리 확인하고 먼저 들은 뒤, 다음 할 일 하나를 정해 기록합니다.',
  },
};

/** Plays for the changeable features; those that no idea answers get a personal call. */
export function suggestPlays(changeable: readonly { readonly name: string; readonly key: string }[]): Play[] {
  const plays: Play[] = [];
  const answered = new Set<string>();
  for (const { answers, ...play } of ideas) {
    const features = changeable
      .filter(({ name, key }) => !answered.has(name) && answers.test(key))
      .map(({ name }) => name);
    for (const name of features) answered.add(name);
    if (features.length > 0) plays.push({ ...play, features });
  }
  const rest = changeable.map(({ name }) => name).filter((name) => !answered.has(name));
  if (rest.length > 0) plays.push({ ...personalCall, features: rest });
  return plays;
}
