/** The report's look: every colour and distance is a variable, set for light, dark and print. Text contrast is at least 4.5 : 1. */
export const style = `
:root{color-scheme:light dark;
--page:#f6f7f9;--surface:#fff;--sunk:#f1f3f6;--ink:#18202c;--muted:#566172;--rule:#e1e5eb;--grid:#e8ebf0;
--model:#2b59c3;--model-soft:#2b59c31f;--quiet:#8f9bb0;--chance:#5f6b7d;--chosen:#b0440c;--good:#17703f;--warn:#8a4b00;--warn-soft:#fff6e6;--warn-rule:#f0d9ae;
--s1:4px;--s2:8px;--s3:12px;--s4:16px;--s5:24px;--s6:40px;--radius:12px;
--font:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Noto Sans","Noto Sans CJK KR","Noto Sans KR","Apple SD Gothic Neo","Malgun Gothic",sans-serif}
@media (prefers-color-scheme:dark){:root{
--page:#10141b;--surface:#181e28;--sunk:#202835;--ink:#e7ebf2;--muted:#a3aebf;--rule:#2c3543;--grid:#273040;
--model:#8db0ff;--model-soft:#8db0ff26;--quiet:#66738a;--chance:#a0abbd;--chosen:#ffab73;--good:#6fd19b;--warn:#f3bf6b;--warn-soft:#2b2417;--warn-rule:#54441f}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-behavior:smooth}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.55 var(--font);overflow-wrap:anywhere}
:lang(ko){word-break:keep-all}
h1,h2,h3,p,ul,figure,dl{margin:0}
.page{max-width:1072px;margin:0 auto;padding:var(--s5) var(--s5) var(--s6)}
.ko{display:none}
:root:has(#language-ko:checked) .ko{display:revert}
:root:has(#language-ko:checked) .en{display:none}
.masthead{display:flex;flex-wrap:wrap;gap:var(--s3) var(--s5);align-items:flex-end;justify-content:space-between;margin-bottom:var(--s5)}
.masthead h1{font-size:1.5rem;line-height:1.25;letter-spacing:-.01em}
.brand{font-size:.8125rem;font-weight:650;letter-spacing:.08em;text-transform:uppercase;color:var(--model)}
.stamp{color:var(--muted);font-size:.875rem}
.languages{display:flex;border:1px solid var(--rule);border-radius:99px;background:var(--surface);padding:2px;margin:0}
.languages legend{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.languages label{font-size:.875rem;cursor:pointer;border-radius:99px;padding:var(--s1) var(--s3);color:var(--muted);position:relative}
.languages input{position:absolute;opacity:0;inset:0;margin:0;cursor:pointer}
.languages label:has(:checked){background:var(--ink);color:var(--surface)}
.languages label:has(:focus-visible),summary:focus-visible,a:focus-visible,.scroll:focus-visible{outline:2px solid var(--model);outline-offset:2px}
.verdict{background:var(--surface);border:1px solid var(--rule);border-left:6px solid var(--model);border-radius:var(--radius);padding:var(--s5) calc(var(--s5) + 4px)}
.verdict.strong{border-left-color:var(--good)}.verdict.weak{border-left-color:var(--chosen)}
.verdict h2{font-size:clamp(1.25rem,1rem + 1.4vw,1.75rem);line-height:1.32;letter-spacing:-.012em;margin:var(--s2) 0 var(--s4);text-wrap:pretty}
.verdict p+p{margin-top:var(--s2)}
.grade{font-weight:650;display:flex;gap:var(--s2);align-items:center}
.dots{letter-spacing:2px;color:var(--model)}.strong .dots{color:var(--good)}.weak .dots{color:var(--chosen)}
.cautions{background:var(--warn-soft);border:1px solid var(--warn-rule);border-radius:var(--radius);padding:var(--s4) var(--s5);margin-top:var(--s4)}
.cautions h2,.cautions h3{font-size:1rem;margin-bottom:var(--s2)}
.cautions ul{list-style:none;padding:0;display:grid;gap:var(--s2)}
.cautions li{display:flex;gap:var(--s3);align-items:baseline}
.sign{flex:none;width:1.25rem;height:1.25rem;line-height:1.25rem;border-radius:50%;text-align:center;font-size:.8125rem;font-weight:700;background:var(--warn);color:var(--surface)}
.cautions:has(.fine){background:var(--surface);border-color:var(--rule)}
.fine{color:var(--good)}.flag{color:var(--chosen)}.flag-line{display:inline-block;margin-right:var(--s3)}
nav{margin:var(--s5) 0 0}
nav ol{list-style:none;margin:0;padding:0;display:flex;flex-wrap:wrap;gap:var(--s2)}
nav a{display:block;border:1px solid var(--rule);border-radius:99px;background:var(--surface);padding:var(--s1) var(--s3);font-size:.875rem;color:var(--ink);text-decoration:none}
nav a:hover{border-color:var(--model);color:var(--model)}
section[id]:not(.verdict){margin-top:var(--s6);scroll-margin-top:var(--s4)}
section>h2{font-size:1.3125rem;line-height:1.3;letter-spacing:-.01em;display:flex;gap:var(--s3);align-items:baseline}
.ordinal{color:var(--model);font-variant-numeric:tabular-nums;font-weight:500}
.lead{color:var(--muted);max-width:72ch;margin:var(--s1) 0 var(--s4)}
.card{background:var(--surface);border:1px solid var(--rule);border-radius:var(--radius);padding:var(--s5);margin-bottom:var(--s4);min-width:0}
.card.cautions{background:var(--warn-soft);border-color:var(--warn-rule)}
.card h3{font-size:1.0625rem;line-height:1.35}
.note,.empty{color:var(--muted);font-size:.9375rem;margin-top:var(--s1);max-width:78ch}
section>.note{margin:0 0 var(--s4)}
.grid{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:var(--s4);margin-bottom:var(--s4)}
.grid .card{margin:0;display:flex;flex-direction:column}.grid .card>details{margin-top:auto}
.drawing{margin-top:var(--s4)}.drawing svg{display:block;max-width:100%;height:auto;overflow:visible}
.narrow{display:none}
.tiles{list-style:none;padding:0;display:grid;grid-template-columns:repeat(4,minmax(0,1fr));gap:var(--s4);margin-bottom:var(--s4)}
.tile{background:var(--surface);border:1px solid var(--rule);border-radius:var(--radius);padding:var(--s4)}
.tile h3{font-size:.9375rem;font-weight:600;line-height:1.35}
.tile .figure{font-size:1.875rem;line-height:1.2;font-weight:650;letter-spacing:-.02em;font-variant-numeric:tabular-nums;margin-top:var(--s2)}
.tile .range{white-space:nowrap;color:var(--muted);font-size:.875rem;font-variant-numeric:tabular-nums}
.tile .gloss{color:var(--muted);font-size:.875rem;line-height:1.45;margin-top:var(--s2)}
.chosen{margin-bottom:var(--s4)}.chosen>span:first-child{color:var(--good);font-weight:700}
details{margin-top:var(--s3)}
summary{cursor:pointer;font-size:.9375rem;color:var(--model);padding:var(--s1) 0;width:fit-content}
details>p{color:var(--muted);font-size:.9375rem;max-width:78ch}
section[id]:not(.verdict)>details{background:var(--surface);border:1px solid var(--rule);border-radius:var(--radius);padding:var(--s2) var(--s5);margin:0 0 var(--s4)}
.scroll{overflow-x:auto;margin-top:var(--s2)}
table{overflow-wrap:break-word;border-collapse:collapse;width:100%;font-size:.875rem;line-height:1.4}
caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
th,td{text-align:left;vertical-align:top;padding:6px var(--s3) 6px 0;border-bottom:1px solid var(--rule);font-weight:400;min-width:4.5rem}
thead th{color:var(--muted);font-weight:600;vertical-align:bottom}
.number{text-align:right;font-variant-numeric:tabular-nums}td.number{white-space:nowrap}
th.words{min-width:13rem}th:last-child,td:last-child{padding-right:0}
.facts{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:0 var(--s5);margin-top:var(--s3)}
.facts div{display:flex;gap:var(--s3);padding:6px 0;border-bottom:1px solid var(--rule);font-size:.9375rem}
.facts div:last-child{grid-column:1/-1}.facts dt{color:var(--muted);flex:none;width:10rem}.facts dd{margin:0;min-width:0}
code{font:.8125rem/1.4 ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;overflow-wrap:anywhere}
.prose{padding-left:1.1em;display:grid;gap:var(--s2);margin-top:var(--s2);max-width:80ch}
.waffles{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:var(--s5);margin-top:var(--s5)}
.waffle svg{display:block;width:100%;max-width:186px;height:auto;margin-inline:auto}.waffle p{margin:var(--s3) auto 0;max-width:186px;font-size:.9375rem}
.whole{white-space:nowrap}
.card h4{font-size:.9375rem;margin:var(--s5) 0 0}
.chooser{display:grid;grid-template-columns:minmax(0,1fr) 326px;gap:var(--s4) var(--s5);margin-top:var(--s4);align-items:start}
.chooser [data-when]{display:none}.chooser[data-state=pays] [data-when=pays],.chooser[data-state=none-pays] [data-when=none-pays],.chooser[data-state=wrong] [data-when=wrong]{display:block}
.fields{grid-column:1/-1;display:grid;grid-template-columns:repeat(4,minmax(0,1fr));gap:var(--s3);align-items:end}.fields[hidden]{display:none}
.fields label{display:flex;flex-direction:column;gap:var(--s1);font-size:.875rem;line-height:1.35;color:var(--muted)}
.fields input{font:inherit;font-size:1rem;width:100%;color:var(--ink);background:var(--page);border:1px solid var(--quiet);border-radius:8px;padding:6px var(--s2);font-variant-numeric:tabular-nums}
.fields input:focus-visible{outline:2px solid var(--model);outline-offset:1px}.fields input:invalid{border-color:var(--chosen)}
.answer p+p{margin-top:var(--s3)}.answer b{white-space:nowrap;font-variant-numeric:tabular-nums}.curve svg{display:block;max-width:100%;height:auto;overflow:visible}
footer{margin-top:var(--s6);color:var(--muted);font-size:.875rem}
svg text{font-size:13px;fill:var(--ink);font-variant-numeric:tabular-nums}
svg .axis text,svg .tick{fill:var(--muted);font-size:12px}svg .axis .axis-title,svg .axis-title{fill:var(--muted);font-size:13px}
.gridline{stroke:var(--grid);stroke-width:1}svg .zero{stroke:var(--chance);stroke-width:1}
.line-model{fill:none;stroke:var(--model);stroke-width:2.5;stroke-linejoin:round}.fill-model{fill:var(--model-soft)}
.line-chance{stroke:var(--chance);stroke-width:1.5;stroke-dasharray:5 4;fill:none}
.line-capacity{stroke:var(--ink);stroke-width:1.25;stroke-dasharray:2 3}
svg [class*=name-],svg .value,svg .row-name{paint-order:stroke;stroke:var(--surface);stroke-width:4px;stroke-linejoin:round}
svg [class*=name-]{font-weight:600}
svg .name-model{fill:var(--model)}svg .name-chance{fill:var(--chance);font-weight:500}svg .name-chosen{fill:var(--chosen)}
.mark-model{fill:var(--model);stroke:var(--surface);stroke-width:1.5}.mark-other{fill:none;stroke:var(--ink);stroke-width:1.75}
.mark-chosen{fill:var(--surface);stroke:var(--chosen);stroke-width:3}
svg .whisker{stroke:var(--model);stroke-width:2;stroke-linecap:round;opacity:.75}
.bar-model{fill:var(--model)}.bar-quiet{fill:var(--model-soft);stroke:var(--model);stroke-width:1}.bar-empty{fill:none;stroke:var(--quiet);stroke-width:1;stroke-dasharray:3 3}
.ribbon-stay{fill:var(--model-soft)}.ribbon-move{fill:var(--chosen);opacity:.4}
.bar-model+.whisker,.bar-quiet+.whisker{stroke:var(--ink);opacity:.6}
.square-full{fill:var(--model)}.square-empty{fill:none;stroke:var(--quiet);stroke-width:1.5}
svg .value{font-weight:600}.row.flagged text{fill:var(--chosen);font-weight:600}.row.chosen .row-name{font-weight:700}.row .value{font-weight:500}
@media (max-width:860px){section>figure .wide text{font-size:16px!important}.tiles{grid-template-columns:repeat(2,minmax(0,1fr))}.grid,.facts{grid-template-columns:minmax(0,1fr)}.grid .drawing svg{margin-inline:auto}}
@media (max-width:560px){.chooser{grid-template-columns:minmax(0,1fr)}.fields{grid-template-columns:repeat(2,minmax(0,1fr))}.page{padding:var(--s4) var(--s4) var(--s6)}.card,.verdict,.cautions{padding:var(--s4)}.wide{display:none}.narrow{display:block}
.tiles{grid-template-columns:minmax(0,1fr);gap:var(--s3)}.facts div{display:block}.waffles{gap:var(--s4)}section[id]:not(.verdict)>details{padding:var(--s2) var(--s4)}
.tile{display:grid;grid-template-columns:1fr auto;column-gap:var(--s3);align-items:baseline;padding:var(--s3) var(--s4)}.tile .figure{font-size:1.5rem;margin:0}.tile .range{grid-column:2;text-align:right}.tile .gloss{grid-column:1/-1;margin-top:var(--s1)}}
@media print{:root{color-scheme:light;--page:#fff;--surface:#fff;--sunk:#f1f3f6;--ink:#18202c;--muted:#566172;--rule:#d5dae2;--grid:#e8ebf0;
--model:#2b59c3;--model-soft:#2b59c31f;--quiet:#8f9bb0;--chance:#5f6b7d;--chosen:#b0440c;--good:#17703f;--warn:#8a4b00;--warn-soft:#fff6e6;--warn-rule:#f0d9ae}
@page{size:A4;margin:14mm 12mm}
html{font-size:12.5px}body{font-size:1rem;print-color-adjust:exact;-webkit-print-color-adjust:exact}.page{max-width:none;padding:0}
nav,.languages,summary,section details:not([open]){display:none}.grid .wide{display:none}.grid .narrow{display:block}section>figure .wide text{font-size:15px!important}.card,.tile,.verdict,.cautions,.lead,tr{break-inside:avoid}h2,h3,.lead{break-after:avoid}
.tiles{grid-template-columns:repeat(4,minmax(0,1fr));gap:var(--s3)}.grid,.facts{grid-template-columns:repeat(2,minmax(0,1fr))}
.card{padding:var(--s4)}section[id]:not(.verdict){margin-top:var(--s5)}}
`;
