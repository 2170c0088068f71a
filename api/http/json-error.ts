/** Where a text stops being JSON (RFC 8259). */
export interface JsonError {
  /** 1-based; columns count UTF-16 code units. */
  readonly line: number;
  readonly column: number;
  /** What stands there, at most 20 characters. */
  readonly found: string;
  readonly expected: string;
}

type Wanted = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | ', or ]' | ', or }' | 'end';

const words: Record<Wanted, string> = {
  value: 'a value',
  'value or ]': 'a value or ]',
  key: 'a key in double quotes',
  'key or }': 'a key in double quotes or }',
  ':': 'a colon',
  ', or ]': 'a comma or ]',
  ', or }': 'a comma or }',
  end: 'the end of the body',
};

const space = /[ \t\n\r]*/y;
// oxlint-disable-next-line no-control-regex -- JSON forbids them bare in strings
const string = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"/y;
const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.+-])|(?:true|false|null)(?!\w)/y;

/**
 * Finds where a text stops being JSON: `JSON.parse` names no place for most of its errors.
 *
 * @returns undefined where the text is JSON
 */
export function findJsonError(text: string): JsonError | undefined {
  const open: ('{' | '[')[] = [];
  let wanted: Wanted = 'value';
  let at = 0;
  const take = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    if (!pattern.test(text)) return false;
    at = pattern.lastIndex;
    return true;
  };
  const afterValue = (): Wanted => (open.length === 0 ? 'end' : open.at(-1) === '{' ? ', or }' : ', or ]');

  for (;;) {
    take(space);
    const character = text[at];
    if (character === undefined && wanted === 'end') return undefined;
    const closes: string | undefined = wanted.endsWith(']') ? ']' : wanted.endsWith('}') ? '}' : undefined;
    if (character !== undefined && character === closes) {
      at += 1;
      open.pop();
      wanted = afterValue();
    } else if (wanted.startsWith(',') && character === ',') {
      at += 1;
      wanted = open.at(-1) === '{' ? 'key' : 'value';
    } else if (wanted.startsWith('key') && take(string)) {
      wanted = ':';
    } else if (wanted === ':' && character === ':') {
      at += 1;
      wanted = 'value';
    } else if (wanted.startsWith('value') && (character === '{' || character === '[')) {
      at += 1;
      open.push(character);
      wanted = character === '{' ? 'key or }' : 'value or ]';
    } else if (wanted.startsWith('value') && (take(string) || take(scalar))) {
      wanted = afterValue();
    } else {
      return errorAt(text, at, wanted);
    }
  }
}

function errorAt(text: string, at: number, wanted: Wanted): JsonError {
  const before = text.slice(0, at);
  const found = /[\w.+-]{1,20}|[^]|$/u.exec(text.slice(at, at + 40))?.[0] ?? '';
  return {
    line: before.split('\n').length,
    column: at - before.lastIndexOf('\n'),
    found: found === '' ? 'the end of the body' : JSON.stringify(found),
    expected:
      found === '"'
        ? `${words[wanted]}; this text is not closed or holds a character that must be escaped`
        : words[wanted],
  };
}
