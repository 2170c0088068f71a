import { moment } from './format.ts';
import { Html, html, inEnglish, say, type Text } from './html.ts';
import type { ReportInput } from './input.ts';
import { candidatesSection } from './section/candidates.ts';
import { curvesSection } from './section/curves.ts';
import { dataQualitySection } from './section/data-quality.ts';
import { decisionSection } from './section/decision.ts';
import { driversSection } from './section/drivers.ts';
import { keyFiguresSection } from './section/key-figures.ts';
import { makingSection } from './section/making.ts';
import { moneySection } from './section/money.ts';
import { segmentsSection } from './section/segments.ts';
import { verdictSection } from './section/verdict.ts';
import { style } from './style.ts';

type Part = readonly [id: string, name: Text, render: (input: ReportInput, number: number) => Html];

const decisionPart: Part = ['decision', { en: 'Decision', ko: '판정' }, decisionSection];

const usualParts: readonly Part[] = [
  ['figures', { en: 'Figures', ko: '지표' }, keyFiguresSection],
  ['money', { en: 'Contact & profit', ko: '연락과 이익' }, moneySection],
  ['curves', { en: 'Curves', ko: '곡선' }, curvesSection],
  ['candidates', { en: 'Models', ko: '모델' }, candidatesSection],
  ['drivers', { en: 'Drivers', ko: '요인' }, driversSection],
  ['segments', { en: 'Groups', ko: '그룹' }, segmentsSection],
  ['data', { en: 'Data', ko: '데이터' }, dataQualitySection],
  ['making', { en: 'Recipe & limits', ko: '제조법과 한계' }, makingSection],
];

/**
 * The bundle's `report.html`: one file without scripts or requests, in English and Korean, for screen, phone and paper.
 * All text that comes from a customer's data is escaped; the policy in the head forbids the rest in any case.
 *
 * @returns the whole document; equal input gives an equal text
 */
export function renderReport(input: ReportInput): string {
  const { profile, version, trainedAt } = input;
  const parts = input.decision ? [decisionPart, ...usualParts] : usualParts;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="robots" content="noindex">
<title>${inEnglish(profile.title)} · Mainstay report ${version}</title>
<style>${new Html(style)}</style>
</head>
<body>
<div class="page">
<header class="masthead">
<div><p class="brand">Mainstay</p><h1>${say(profile.title)}: ${say({ en: 'who is about to leave', ko: '누가 떠나려 하는가' })}</h1>
<p class="stamp">${say({ en: 'Model', ko: '모델' })} ${version} · ${say({ en: 'trained', ko: '학습' })} ${moment(trainedAt)}</p></div>
<fieldset class="languages"><legend>Language · 언어</legend><label lang="en"><input type="radio" name="language" id="language-en" checked>English</label><label lang="ko"><input type="radio" name="language" id="language-ko">한국어</label></fieldset>
</header>
<main>
${verdictSection(input)}<nav aria-label="Sections"><ol>${parts.map(([id, name]) => html`<li><a href="#${id}">${say(name)}</a></li>`)}</ol></nav>
${parts.map(([, , render], at) => render(input, at + 1))}</main>
<footer>${say({ en: 'Made by Mainstay from the figures in this bundle.', ko: 'Mainstay가 이 번들의 수치로 만들었습니다.' })} ${version}</footer>
</div>
</body>
</html>
`;
  return page.markup;
}
