import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import type { Construct } from 'constructs';

let packed: string | undefined;

/** The package of the training jobs, packed anew for every synthesis; equal sources give equal bytes. */
function packedSource(): string {
  if (packed !== undefined) return packed;
  const path = join(mkdtempSync(join(tmpdir(), 'mainstay-training-')), 'source.tar.gz');
  execFileSync(process.execPath, [fileURLToPath(new URL('../../scripts/pack-training.ts', import.meta.url)), path]);
  packed = path;
  return path;
}

/** The sources of the training jobs, uploaded with the deployment. */
export class TrainingSource extends Asset {
  constructor(scope: Construct, id: string) {
    super(scope, id, { path: packedSource() });
  }
}
