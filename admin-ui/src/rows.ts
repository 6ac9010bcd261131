import type { GroupSummary } from './api';

/** A row of a list: a group, or one that was there and is over by now. */
export interface Row extends GroupSummary {
  over: boolean;
}

/** What is shown, with what is known of it now; nobody's place changes, and nothing vanishes. */
export function refreshed<T extends { id: string }>(
  shown: (T & { over: boolean })[],
  latest: T[],
): (T & { over: boolean })[] {
  const now = new Map(latest.map((one) => [one.id, one]));
  return shown.map((row) => {
    const known = now.get(row.id);
    return known ? { ...known, over: false } : { ...row, over: true };
  });
}

/** Rows for these groups, those that need somebody first, then the newest. */
export function arranged(latest: GroupSummary[]): Row[] {
  const order = ['LOST', 'HEURISTIC', 'IN_DOUBT', 'OVERDUE', 'REPAIRING', 'WAITING', 'NONE'];
  return latest
    .map((group) => ({ ...group, over: false }))
    .sort((a, b) => order.indexOf(a.attention) - order.indexOf(b.attention) || b.id.localeCompare(a.id));
}

/** How many are not shown yet. */
export function unseen(shown: { id: string }[], latest: { id: string }[]): number {
  const ids = new Set(shown.map((row) => row.id));
  return latest.filter((one) => !ids.has(one.id)).length;
}
