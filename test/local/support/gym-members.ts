/** Made-up gym members: a shape that no shipped profile knows. Leaving depends on visits, months and plan, with noise. */
export interface GymOptions {
  readonly members: number;
  readonly labelled: boolean;
  readonly seed?: number;
}

const plans = ['Off-peak', 'Classic', 'All inclusive'] as const;

/** CSV with `;` as delimiter and quoted names, as a spreadsheet would save it. */
export function gymMembers({ members, labelled, seed = 1 }: GymOptions): string {
  let state = seed * 2_654_435_761;
  const uniform = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const header = ['member', 'months', 'visits_per_week', 'plan', 'fee', ...(labelled ? ['cancelled'] : [])];
  const lines = [header.join(';')];
  for (let number = 1; number <= members; number += 1) {
    const months = 1 + Math.floor(uniform() * 60);
    const visits = Math.round(uniform() * 50) / 10;
    const plan = plans[Math.floor(uniform() * plans.length)] ?? 'Classic';
    const fee = 15 + Math.round(uniform() * 600) / 10;
    const logOdds = 1.5 - 0.03 * months - 0.7 * visits + (plan === 'Off-peak' ? 0.8 : 0);
    const left = uniform() < 1 / (1 + Math.exp(-logOdds));
    const fields = [`GYM-${10_000 + number}`, months, visits, plan, fee.toFixed(2)];
    lines.push([...fields, ...(labelled ? [left ? 'yes' : 'no'] : [])].join(';'));
  }
  return `${lines.join('\n')}\n`;
}
