/** The words of a column name in lower case: `is_churn`, `IsChurn` and `IS-CHURN` give is, churn. */
export function wordsOf(name: string): string[] {
  return name
    .normalize('NFKC')
    .replaceAll(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2')
    .replaceAll(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
}

/** The words joined by single blanks, with one at each end, so that ` id ` finds the word and not a part of one. */
export function nameKey(name: string): string {
  return ` ${wordsOf(name).join(' ')} `;
}

/** A column name as people would write it: `MonthlyCharges` becomes "Monthly charges"; short capitals stay (`MRR`, `TV`). */
export function humanName(name: string): string {
  const spaced = name
    .replaceAll(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2')
    .replaceAll(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .replaceAll(/[\s_.\-/]+/gu, ' ')
    .trim();
  const words = spaced.split(' ').map((word) => (/^\p{Lu}{2,4}$/u.test(word) ? word : word.toLowerCase()));
  const text = words.join(' ') || name;
  return (text.charAt(0).toUpperCase() + text.slice(1)).slice(0, 120);
}
