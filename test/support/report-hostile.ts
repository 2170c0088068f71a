import fc from 'fast-check';
import type { ReportInput } from '../../core/lifecycle/report/input.ts';

const attacks = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</title></style></textarea><svg/onload=alert(1)>',
  '<!--',
  ']]>',
  '&lt;b&gt;',
  '&#60;',
  '{{constructor}}',
  '${1}',
  '[a](javascript:alert(1))',
  '| a | b |',
  '`code`',
  '# heading',
  '\u202egnp.exe',
];

/** Texts that a page or a Markdown file could trip over; at most as long as the profile lets them be. */
export const hostileText = fc
  .array(
    fc.oneof(fc.constantFrom(...attacks), fc.string({ unit: 'binary', maxLength: 20 }), fc.string({ maxLength: 20 })),
    {
      minLength: 1,
      maxLength: 4,
    },
  )
  .map((pieces) => pieces.join(' ').slice(0, 120))
  .filter((text) => text.trim().length > 0);

/** The input with the text in every place where a customer's file or profile may put words. */
export function withText(input: ReportInput, text: string): unknown {
  const words = { en: text, ko: `${text} ko` };
  const { profile, exploration, metrics, model, dataQuality } = input;
  return {
    ...input,
    profile: {
      ...profile,
      title: words,
      features: profile.features.map((one) => ({
        ...one,
        label: words,
        ...(one.kind === 'number' && { unit: text.slice(0, 40) || 'u' }),
      })),
      excluded: [{ column: text, code: 'chosen', reason: text }],
    },
    exploration: {
      ...exploration,
      features: exploration.features.map((one) =>
        one.kind === 'category' ? { ...one, values: one.values.map((value) => ({ ...value, value: text })) } : one,
      ),
      leaks: [{ feature: text, rocAucAlone: 1, dropped: true, reason: text }],
      correlations: [{ a: text, b: text, spearman: 0.5 }],
    },
    metrics: {
      ...metrics,
      chosenBecause: text,
      choice: undefined,
      candidates: metrics.candidates.map((one) => ({
        ...one,
        note: text,
        ...(one.status === 'failed' && { error: text }),
      })),
      importance: [{ feature: text, share: 1, meanAbsoluteContribution: 1 }, ...metrics.importance],
      segments: metrics.segments.map((one) => ({ ...one, group: text })),
      fairness: metrics.fairness?.map((one) => ({ ...one, group: text })),
      dataChanges: metrics.dataChanges && {
        ...metrics.dataChanges,
        features: metrics.dataChanges.features.map((one) => ({ ...one, newCategories: [{ value: text, share: 0.1 }] })),
        onlyNow: [text],
        onlyBefore: [text],
      },
    },
    model: {
      ...model,
      droppedFeatures: [{ feature: text, reason: text }],
      settings: { [text]: text },
      libraries: { [text]: text },
    },
    dataQuality: { ...dataQuality, warnings: [text], quarantineByReason: [{ reason: text, rows: 1 }] },
  };
}
