/*
 * Sends requests from as many connections as it is told to, each with bodies of its own in turn, and says what came of it
 * as one line of JSON. A process of its own, so that it can be held on a core of its own. It takes no types with it:
 * autocannon has none.
 */
import { readFileSync } from 'node:fs';
import autocannon from 'autocannon';

const { url, bodies: file, connections, seconds } = JSON.parse(process.argv[2] ?? '{}');
const bodies = JSON.parse(readFileSync(file, 'utf8'));
let client = 0;

const tookMs = [];
const running = autocannon({
  url,
  connections,
  duration: seconds,
  timeout: 30,
  setupClient: (one) => {
    const from = Math.floor((client++ * bodies.length) / connections);
    const own = [...bodies.slice(from), ...bodies.slice(0, from)];
    one.setRequests(own.map((body) => ({ method: 'POST', headers: { 'content-type': 'application/json' }, body })));
  },
});
running.on('response', (_client, status, _bytes, ms) => {
  if (status === 200) tookMs.push(ms); // its own figures are of whole milliseconds
});
const { errors, timeouts, non2xx, duration } = await running;
tookMs.sort((a, b) => a - b);
const quantile = (q) => tookMs[Math.min(tookMs.length - 1, Math.floor(q * tookMs.length))] ?? null;
process.stdout.write(
  `${JSON.stringify({
    perSecond: tookMs.length / duration,
    answered: tookMs.length,
    failed: errors + timeouts + non2xx,
    p50Ms: quantile(0.5),
    p99Ms: quantile(0.99),
    mostMs: quantile(1),
  })}\n`,
);
