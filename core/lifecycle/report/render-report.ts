import { chooserScript, chooserScriptSource } from './chooser/script.generated.ts';
import { moment } from './format.ts';
import { Html, html, inEnglish, say, type Text } from './html.ts';
import type { ReportInput } from './input.ts';
import { candidatesSection } from './section/candidates.ts';
import { curvesSection } from './section/curves.ts';
import { dataChangesSection } from './section/data-changes.ts';
import { dataQualitySection } from './section/data-quality.ts';
import { decisionSection } from './section/decision.ts';
import { driversSection } from './section/drivers.ts';
import { fairnessSection } from './section/fairness.ts';
import { keyFiguresSection } from './section/key-figures.ts';
import { learningSection } from './section/learning.ts';
import { makingSection } from './section/making.ts';
import { moneySection } from './section/money.ts';
import { segmentsSection } from './section/segments.ts';
import { verdictSection } from './section/verdict.ts';
import { style } from './style.ts';

type Part = readonly [
  id: string,
  name: Text,
  render: (input: ReportInput, number: number) => Html,
  /** Whether the bundle has anything for it; always where left out. */
  isThere?: (input: ReportInput) => boolean,
];

const allParts: readonly Part[] = [
  ['decision', { en: 'Decision', ko: '판정' }, decisionSection, ({ decision }) => decision !== undefined],
  ['figures', { en: 'Figures', ko: '지표' }, keyFiguresSection],
  ['money', { en: 'Contact & profit', ko: '연락과 이익' }, moneySection],
  ['curves', { en: 'Curves', ko: '곡선' }, curvesSection],
  ['candidates', { en: 'Models', ko: '모델' }, candidatesSection],
  ['drivers', { en: 'Drivers', ko: '요인' }, driversSection],
  ['segments', { en: 'Groups', ko: '그룹' }, segmentsSection],
  ['fairness', { en: 'Fairness', ko: '공정성' }, fairnessSection, ({ metrics }) => (metrics.fairness ?? []).length > 0],
  [
    'learning',
    { en: 'More data?', ko: '데이터 추가' },
    learningSection,
    ({ metrics }) => metrics.learningCurve !== undefined,
  ],
  ['data', { en: 'Data', ko: '데이터' }, dataQualitySection],
  ['changes', { en: 'Changes', ko: '변화' }, dataChangesSection, ({ metrics }) => metrics.dataChanges !== undefined],
  ['making', { en: 'Recipe & limits', ko: '제조법과 한계' }, makingSection],
];

/**
 * The bundle's `report.html`: one file without requests, in English and Korean, for screen, phone and paper. Its only
 * script works out the profit chooser, and the page is whole without it. All text that comes from a customer's data is
 * escaped; the policy in the head lets that script run, by its hash, and forbids the rest in any case.
 *
 * @returns the whole document; equal input gives an equal text
 */
export function renderReport(input: ReportInput): string {
  const { profile, version, trainedAt } = input;
  const parts = allParts.filter(([, , , isThere]) => isThere?.(input) ?? true);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src ${new Html(chooserScriptSource)}; base-uri 'none'; form-action 'none'">
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
<script>${new Html(chooserScript)}</script>
</body>
</html>
`;
  return page.markup;
}
