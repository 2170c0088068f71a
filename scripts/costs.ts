import { readFileSync, writeFileSync } from 'node:fs';
import { withCostTable } from './costs/cost-table.ts';

/** Writes the table of costs into docs/deploy.md; prices and assumptions are in scripts/costs/. */
const guide = new URL('../docs/deploy.md', import.meta.url);
writeFileSync(guide, withCostTable(readFileSync(guide, 'utf8')));
