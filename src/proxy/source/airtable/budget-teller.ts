import type { Clock } from '../../clock.ts';
import type { Report } from '../../report.ts';
import type { SourceStatus } from '../source.ts';

/** A month's milestones: each is worth a line. */
const MILESTONES = [0.5, 0.8, 0.95];

/**
 * Tells how the month's calls stand: at the start, daily, when another half, 80 or 95 % is used (fault N8), and whenever
 * the reason for waiting changes. To be called after each round; it mostly says nothing.
 */
export function createBudgetTeller(
  { clock, report }: { readonly clock: Clock; readonly report: Report },
  status: () => SourceStatus,
): () => void {
  let told = '';
  return () => {
    const { plan, month, intervalMs, waiting } = status();
    const used = month.limit === undefined ? 0 : month.used / month.limit;
    const milestone = MILESTONES.filter((one) => used >= one).length;
    const day = new Date(clock.now()).toISOString().slice(0, 10);
    // Its figures change all the time; its words are the reason.
    const key = `${day} ${milestone} ${waiting.replaceAll(/\d+/g, '')}`;
    if (key === told) return;
    told = key;
    report({ type: 'budget', plan, month, intervalMs, waiting });
  };
}
