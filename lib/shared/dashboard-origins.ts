import type { Stage } from '../stages.ts';

/** Origins that the dashboard's pages come from, each once: what browsers say when those pages call. */
export function dashboardOrigins({ login }: Pick<Stage, 'login'>): readonly string[] {
  return [...new Set(login.dashboardUrls.map((url) => new URL(url).origin))];
}
