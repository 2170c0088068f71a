import { gradeRuleWords, gradeWords } from '../findings/grade.ts';
import { verdictOf } from '../findings/verdict.ts';
import { type Html, html, say } from '../html.ts';
import type { ReportInput } from '../input.ts';
import { unfold } from '../parts/layout.ts';

const stars = { weak: '●○○', useful: '●●○', strong: '●●●' } as const;

/** The answer before the figures: what a manager takes away who reads no further. */
export function verdictSection(input: ReportInput): Html {
  const { grade, headline, calibration, worth, cautions } = verdictOf(input);
  const good = {
    en: 'No cautions: nothing in the checks stood out.',
    ko: '주의 사항 없음: 점검에서 눈에 띄는 점이 없었습니다.',
  };
  return html`<section id="verdict" class="verdict ${grade}" aria-labelledby="verdict-title">
<p class="grade"><span class="dots" aria-hidden="true">${stars[grade]}</span>${say(gradeWords[grade])}</p>
<h2 id="verdict-title">${say(headline)}</h2>
<p>${say(calibration)}</p>
<p>${say(worth)}</p>
${unfold({ en: 'How this grade is given', ko: '등급을 매기는 기준' }, html`<p>${say(gradeRuleWords)}</p>`)}
</section>
<section class="cautions" aria-labelledby="cautions-title"><h2 id="cautions-title">${say({ en: 'Before you rely on it', ko: '활용하기 전에' })}</h2>
${cautions.length === 0 ? html`<p class="fine"><span aria-hidden="true">✓</span> ${say(good)}</p>` : html`<ul>${cautions.map(({ code, words }) => html`<li data-code="${code}"><span class="sign" aria-hidden="true">!</span><span>${say(words)}</span></li>\n`)}</ul>`}
</section>
`;
}
