// Adds to package-lock.json the platform packages that the registry it was made with does not carry.
//
// npm leaves an optional dependency that it could not fetch out of the lock, and `npm ci` then refuses the lock on every
// machine ("Missing: @biomejs/cli-darwin-arm64 from lock file"). Run after every `npm install`: node scripts/repair-lock.mjs
import { readFileSync, writeFileSync } from 'node:fs';

const systems = ['linux', 'darwin', 'win32', 'freebsd', 'netbsd', 'openbsd', 'android', 'openharmony', 'sunos', 'aix'];
const processors = ['arm64', 'x64', 'ia32', 'arm', 'ppc64', 's390x', 'riscv64', 'loong64', 'mips64el', 'wasm32'];

/** Operating system, processor and C library that a platform package such as `@swc/core-linux-x64-musl` is for. */
function platformOf(name) {
  const words = name
    .replace('windows', 'win32')
    .replace('aarch64', 'arm64')
    .replace('gnueabihf', 'gnu')
    .split(/[/@_-]/);
  const os = systems.find((system) => words.includes(system));
  const cpu =
    processors.find((processor) => words.includes(processor)) ?? (words.includes('universal') ? 'any' : undefined);
  const wasm = words.includes('wasm32') || words.includes('wasm');
  if (wasm) return { cpu: ['wasm32'] };
  if (!os) throw new Error(`cannot tell the platform of ${name}: teach scripts/repair-lock.mjs`);
  const libc = words.some((word) => word.startsWith('musl')) ? 'musl' : words.includes('gnu') ? 'glibc' : undefined;
  return {
    os: [os],
    ...(cpu && cpu !== 'any' ? { cpu: [cpu] } : {}),
    ...(os === 'linux' && libc ? { libc: [libc] } : {}),
  };
}

const path = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(path, 'utf8'));
let added = 0;
for (const [place, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const known = [`${place}/node_modules/${name}`, `node_modules/${name}`].some((key) => lock.packages[key]);
    if (known) continue;
    lock.packages[`node_modules/${name}`] = {
      version,
      ...platformOf(name),
      ...(entry.dev ? { dev: true } : {}),
      optional: true,
    };
    added += 1;
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`package-lock.json: ${added} platform packages added`);
