import type { GroupSummary } from './api';

/** A row of a list: a group, or one that was there and is over by now. */
export interface Row extends GroupSummary {
  over: boolean;
}

/** The rows that are shown, with what is known of them now; nobody's place changes, and nothing vanishes. */
export function refreshed(shown: Row[], latest: GroupSummary[]): Row[] {
  const now = new Map(latest.map((group) => [group.id, group]));
  return shown.map((row) => {
    const group = now.get(row.id);
    return group ? { ...group, over: false } : { ...row, over: true };
  });
}

/** Rows for these groups, those that need somebody first, then the newest. */
export function arranged(latest: GroupSummary[]): Row[] {
  const order = ['LOST', 'HEURISTIC', 'IN_DOUBT', 'OVERDUE', 'WAITING', 'NONE'];
  return latest
    .map((group) => ({ ...group, over: false }))
    .sort((a, b) => order.indexOf(a.attention) - order.indexOf(b.attention) || b.id.localeCompare(a.id));
}

/** How many groups are not shown yet. */
export function unseen(shown: Row[], latest: GroupSummary[]): number {
  const ids = new Set(shown.map((row) => row.id));
  return latest.filter((group) => !ids.has(group.id)).length;
}
