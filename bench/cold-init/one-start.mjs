// One cold start of the API function in a fresh process: imports the bundle named on the command line, sends one
// POST /v1/scores, and says on standard output when what happened, ms since the import began.
import { subscribe } from 'node:diagnostics_channel';

const startedMs = performance.now();
const startedCpu = process.cpuUsage();
const at = () => performance.now() - startedMs;
/** Requests to the stores, with their begin and end. */
const requests = [];
const open = new Map();
subscribe('http.client.request.start', ({ request }) => open.set(request, at()));
subscribe('http.client.response.finish', ({ request, response }) => {
  const begun = open.get(request);
  response.once('close', () => requests.push([begun, at()]));
});

const { handler } = await import(process.argv[2]);
const loadedMs = at();
const event = JSON.parse(process.env.BENCH_EVENT);
const context = { awsRequestId: 'c6af9ac6', functionName: 'mainstay-api', getRemainingTimeInMillis: () => 29_000 };
const result = await handler(event, context);
const firstMs = at();
const { user, system } = process.cpuUsage(startedCpu);
const cpuMs = (user + system) / 1_000;
const { statusCode, body } = result;
const reasons = JSON.parse(body).scores?.[0]?.reasons?.length ?? 0;
const warm = performance.now();
await handler(event, context);
const warmMs = performance.now() - warm;
console.log(JSON.stringify({ bootMs: startedMs, loadedMs, firstMs, cpuMs, warmMs, requests, statusCode, reasons }));
process.exit();
