// Where a scoring thread begins: what makes a start quicker belongs to each thread. Plain JavaScript, as the launcher is.
import { enableCompileCache } from 'node:module';
import { findModulesQuickly } from '../../cli/quick-modules.mjs';

enableCompileCache();
findModulesQuickly();
await import('./scoring-thread.worker.ts');
