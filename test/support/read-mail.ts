/** What stands in a mail, as a mail program reads it: nodemailer's own ways of encoding, and no others. */
export function readMail(source: string): { subject: string; text: string; html: string | undefined } {
  const [head, body] = split(source);
  const boundary = /boundary="([^"]+)"/.exec(head)?.[1];
  const subject = decodeWords(header(head, 'Subject'));
  if (boundary === undefined) return { subject, text: decode(head, body), html: undefined };
  const parts = body
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => split(part.replace(/^\r\n/, '')));
  const of = (type: string): string | undefined => {
    const part = parts.find(([partHead]) => partHead.includes(type));
    return part && decode(part[0], part[1].replace(/\r\n$/, ''));
  };
  return { subject, text: of('text/plain') ?? '', html: of('text/html') };
}

function split(text: string): [head: string, body: string] {
  const end = text.indexOf('\r\n\r\n');
  return [text.slice(0, end), text.slice(end + 4)];
}

function header(head: string, name: string): string {
  const unfolded = head.replaceAll(/\r\n[ \t]+/g, ' ');
  return new RegExp(`^${name}: (.*)$`, 'im').exec(unfolded)?.[1] ?? '';
}

/** RFC 2047; blanks between two encoded words are not part of the text. */
function decodeWords(text: string): string {
  const word = /=\?UTF-8\?([BQ])\?([^?]*)\?=/gi;
  return text
    .replaceAll(/\?=\s+=\?/g, '?==?')
    .replaceAll(word, (_, kind: string, data: string) => wordBytes(kind, data).toString());
}

function wordBytes(kind: string, data: string): Buffer {
  if (kind.toUpperCase() === 'B') return Buffer.from(data, 'base64');
  return Buffer.from(quoted(data.replaceAll('_', ' ')), 'latin1');
}

function decode(head: string, body: string): string {
  const encoding = header(head, 'Content-Transfer-Encoding').toLowerCase();
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString().replaceAll('\r\n', '\n');
  const text = encoding === 'quoted-printable' ? quoted(body.replaceAll('=\r\n', '')) : body;
  return Buffer.from(text, 'latin1').toString().replaceAll('\r\n', '\n');
}

function quoted(text: string): string {
  return text.replaceAll(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
