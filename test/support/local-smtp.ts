import { createServer, type Socket } from 'node:net';

/** A mail as it arrived: envelope and source. */
export interface ArrivedMail {
  readonly from: string;
  readonly to: string[];
  /** Headers and body, lines ended by CRLF. */
  readonly source: string;
}

export interface LocalSmtp {
  readonly url: string;
  readonly arrived: ArrivedMail[];
  stop(): Promise<void>;
}

/**
 * A mail server on a free port of this machine: as much of RFC 5321 as sending a mail takes, without TLS or sign-in.
 *
 * @param answerTo - answers a recipient (RCPT TO); `250 OK` unless said
 */
export async function localSmtp(answerTo: (address: string) => string = () => '250 OK'): Promise<LocalSmtp> {
  const arrived: ArrivedMail[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    converse(socket, arrived, answerTo);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the mail server does not listen');
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    arrived,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}

function converse(socket: Socket, arrived: ArrivedMail[], answerTo: (address: string) => string): void {
  const say = (line: string): void => void socket.write(`${line}\r\n`);
  let waiting = '';
  let from = '';
  let to: string[] = [];
  let isData = false;
  const obey = (line: string): void => {
    const verb = line.slice(0, 4).toUpperCase();
    const address = /<([^>]*)>/.exec(line)?.[1] ?? '';
    if (verb === 'EHLO' || verb === 'HELO' || verb === 'NOOP') return say('250 local');
    if (verb === 'MAIL') {
      from = address;
      to = [];
      return say('250 OK');
    }
    if (verb === 'RCPT') {
      const answer = answerTo(address);
      if (answer.startsWith('250')) to.push(address);
      return say(answer);
    }
    if (verb === 'DATA') {
      isData = true;
      return say('354 go on');
    }
    if (verb === 'RSET') return say('250 OK');
    if (verb !== 'QUIT') return say('502 not here');
    socket.end('221 bye\r\n');
    return undefined;
  };
  say('220 local ESMTP');
  socket.on('data', (chunk) => {
    waiting += chunk.toString('utf8');
    for (;;) {
      const end = waiting.indexOf(isData ? '\r\n.\r\n' : '\r\n');
      if (end < 0) return;
      const text = waiting.slice(0, end);
      waiting = waiting.slice(end + (isData ? 5 : 2));
      if (!isData) {
        obey(text);
        continue;
      }
      arrived.push({ from, to, source: `${text}\r\n`.replaceAll('\r\n..', '\r\n.') });
      isData = false;
      say('250 taken');
    }
  });
}
