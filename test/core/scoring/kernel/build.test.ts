import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

describe('the generated kernel files', () => {
  it('are byte for byte what their sources compile to', () => {
    const script = fileURLToPath(new URL('../../../../scripts/build-kernels.mjs', import.meta.url));
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(stdout).toContain('core/scoring/kernel/score/wasm.generated.ts');
    expect(status).toBe(0);
  });
});
