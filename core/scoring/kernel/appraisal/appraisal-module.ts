import { offers, wasmModule } from '../../../wasm/wasm.ts';
import { appraisalWasm } from './wasm.generated.ts';

/** What the module offers; the assembly's index.ts says what the numbers mean. Places are bytes in its memory. */
export interface AppraisalModule {
  readonly memory: WebAssembly.Memory;
  calibrate(this: void, head: number, rows: number): void;
  appraise(this: void, head: number, rows: number): void;
}

const isAppraisalModule = (exports: object): exports is AppraisalModule => offers(exports, ['calibrate', 'appraise']);

const appraisalModule = wasmModule(appraisalWasm);

/** An instance with a memory of its own; undefined where WebAssembly with SIMD is missing. */
export function instantiateAppraisal(): AppraisalModule | undefined {
  const module = appraisalModule();
  if (module === undefined) return undefined;
  const { exports } = new WebAssembly.Instance(module);
  if (!isAppraisalModule(exports)) throw new Error('the appraisal kernel is of another source: npm run build:kernels');
  return exports;
}
