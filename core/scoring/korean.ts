/** Particles whose form depends on whether the word before ends in a consonant: [after a consonant, after a vowel]. */
const particles = {
  '은/는': ['은', '는'],
  '이/가': ['이', '가'],
  '을/를': ['을', '를'],
  '과/와': ['과', '와'],
  '으로/로': ['으로', '로'],
} as const;
export type Particle = keyof typeof particles;

type Ending = 'vowel' | 'consonant' | 'rieul';

/** How the digits are read: 영 일 이 삼 사 오 육 칠 팔 구. */
const digitEndings: readonly Ending[] = [
  'consonant',
  'rieul',
  'vowel',
  'consonant',
  'vowel',
  'vowel',
  'consonant',
  'rieul',
  'rieul',
  'vowel',
];

/** How a word ends when read aloud; what stands in brackets at its end is not read. */
function endingOf(word: string): Ending {
  const spoken = word.replace(/\s*\([^()]*\)\s*$/u, '');
  const last = spoken.match(/[\p{L}\p{N}%]/gu)?.at(-1);
  if (last === undefined) return 'vowel';
  const syllable = last.codePointAt(0)! - 0xac00;
  if (syllable >= 0 && syllable < 11_172) {
    const final = syllable % 28;
    if (final === 0) return 'vowel';
    return final === 8 ? 'rieul' : 'consonant';
  }
  if (/[0-9]/.test(last)) return digitEndings[Number(last)] ?? 'vowel';
  // Latin letters, by how their words usually end in Korean: 이메일, 베이직, 스트리밍; most others end in a vowel.
  if (/l/i.test(last)) return 'rieul';
  return /(?:[bckmnp]|ng)[^\p{L}]*$/iu.test(spoken) ? 'consonant' : 'vowel';
}

/**
 * The form of a particle that fits the word before it: 은 after 요금, 는 after 나이; 로 also after ㄹ.
 *
 * @param word - Korean, digits or Latin letters; for the last, the usual reading in Korean is guessed
 */
export function particleAfter(word: string, particle: Particle): string {
  const [afterConsonant, afterVowel] = particles[particle];
  const ending = endingOf(word);
  if (ending === 'rieul' && particle === '으로/로') return afterVowel;
  return ending === 'vowel' ? afterVowel : afterConsonant;
}

/** The word with the particle that fits it. */
export const withParticle = (word: string, particle: Particle): string => word + particleAfter(word, particle);

const undecided: Readonly<Record<string, Particle>> = {
  '은(는)': '은/는',
  '이(가)': '이/가',
  '을(를)': '을/를',
  '과(와)': '과/와',
  '(으)로': '으로/로',
};

/**
 * Prepares the filling of `{name}` places of a text; a particle written as 은(는), 이(가), 을(를), 과(와) or (으)로 right after
 * a place takes the form that fits what was filled in. Unknown places stay as they are.
 */
export function wordFiller(text: string): (values: Readonly<Record<string, string>>) => string {
  const places = [...text.matchAll(/\{(\w+)\}(은\(는\)|이\(가\)|을\(를\)|과\(와\)|\(으\)로)?/gu)].map(
    ({ 0: all, 1: name = '', 2: written, index }) => ({
      before: index,
      after: index + all.length,
      all,
      name,
      particle: written === undefined ? undefined : undecided[written],
    }),
  );
  return (values) => {
    let filled = '';
    let at = 0;
    for (const { before, after, all, name, particle } of places) {
      const value = values[name];
      const said = value === undefined ? all : particle === undefined ? value : withParticle(value, particle);
      filled += text.slice(at, before) + said;
      at = after;
    }
    return filled + text.slice(at);
  };
}
