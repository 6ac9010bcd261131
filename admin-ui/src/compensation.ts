import type { Action, Client, Compensation, OrderKind, Part, Resource } from './api';
import type { Say } from './words';

/** The last part of the path under which each order is given. */
export const PATHS: Record<OrderKind, string> = {
  REPAIR_NOW: 'repair',
  HOLD: 'hold',
  RESUME: 'resume',
  DISCARD: 'resolve',
};

const unique = (names: string[]) => [...new Set(names)].join(', ');

/** The services that still lack something, or lacked it, if nothing is lacking any more. */
export function lacking(compensation: Compensation): string {
  const still = compensation.lost.filter((part) => part.resources.some((one) => one.status === 'LOST'));
  return unique((still.length ? still : compensation.lost).map((part) => part.service));
}

/** One sentence that says what is there and what is not. */
export function standing(compensation: Compensation, say: Say): string {
  const clauses: string[] = [];
  for (const status of ['LOST', 'DISPUTED', 'UNPROVEN', 'DISCARDED', 'COMMITTED'] as const) {
    const who = compensation.lost.filter((part) => part.resources.some((one) => one.status === status));
    if (who.length) {
      clauses.push(say(`compensation.standing.${status}`, { who: unique(who.map((part) => part.service)) }));
    }
  }
  const there = compensation.others.filter((part) => part.resources.some((one) => one.status === 'COMMITTED'));
  if (there.length) {
    clauses.push(say('compensation.standing.there', { who: unique(there.map((part) => part.service)) }));
  }
  return clauses.join(say('sentence.and')) + say('sentence.end');
}

/** The key of what it means. */
export function meaningOf({ summary }: Compensation): string {
  return summary.state === 'COMPENSATING' && summary.discarding
    ? 'compensation.meaning.DISCARDING'
    : `compensation.meaning.${summary.state}`;
}

/** What happens next, and when, if that is known. */
export function nextOf(compensation: Compensation): { key: string; values: Record<string, unknown>; at: string | null } {
  const { summary, created, lost, keepUntil } = compensation;
  const values = { who: lacking(compensation), tries: created.tries };
  if (summary.state === 'PARKED') {
    return { key: 'compensation.next.PARKED', values, at: null };
  }
  if (summary.state !== 'COMPENSATING') {
    return { key: 'compensation.next.OVER', values, at: keepUntil };
  }
  if (created.result === 'NOT_YET') {
    return { key: 'compensation.next.CALLBACK', values, at: created.nextAt };
  }
  const due = lost
    .flatMap((part) => (part.repair?.nextAt ? [part.repair] : []))
    .sort((a, b) => String(a.nextAt).localeCompare(String(b.nextAt)))[0];
  if (summary.discarding) {
    return { key: 'compensation.next.DISCARDING', values, at: due?.nextAt ?? null };
  }
  return {
    key: 'compensation.next.ATTEMPT',
    values: { ...values, attempt: due?.attempt ?? '', inVain: due?.inVain ?? 0, of: due?.of ?? '' },
    at: due?.nextAt ?? null,
  };
}

/** How far it is with one part of what was lost; numbers of attempts say something only as long as one is made. */
export function repairOf(
  part: Part,
  { summary, created }: Compensation,
): 'REPAIRED' | 'DISCARDED' | 'DISCARDING' | 'UNTOLD' | 'STOPPED' | 'TRIED' {
  if (part.resources.every((one) => one.status !== 'LOST')) {
    return part.resources.some((one) => one.status === 'DISCARDED') ? 'DISCARDED' : 'REPAIRED';
  }
  if (summary.discarding) {
    return 'DISCARDING';
  }
  if (summary.state !== 'COMPENSATING' || part.repair?.reason) {
    return 'STOPPED';
  }
  return created.result === 'NOT_YET' ? 'UNTOLD' : 'TRIED';
}

export interface Outlook {
  service: string;
  resource: string;
  now: Resource['status'];
  /** The key of what becomes of it. */
  then: string;
}

/** What an order leads to, resource by resource. */
export function outlook(compensation: Compensation, kind: OrderKind): Outlook[] {
  return [...compensation.lost, ...compensation.others].flatMap((part) =>
    part.resources.map((resource) => ({
      service: part.service,
      resource: resource.name,
      now: resource.status,
      then: `compensation.then.${thenOf(part, resource, kind)}`,
    })),
  );
}

function thenOf(part: Part, resource: Resource, kind: OrderKind): string {
  if (resource.status !== 'LOST') {
    return 'STAYS';
  }
  if (kind === 'DISCARD') {
    return 'NEVER';
  }
  const canRun = part.allowed === 'UNIT' && part.ran.length > 0 && part.ran.every((one) => !one.manualOnly);
  const runs = kind === 'REPAIR_NOW' ? canRun : kind === 'RESUME' && part.repair?.reason === '';
  return runs ? 'AGAIN' : 'LACKS';
}

/** Services of which something is still lost, and no process is connected: nobody could do anything for them. */
export function absent(compensation: Compensation, clients: Client[]): string {
  const there = new Set(clients.map((client) => client.service));
  return unique(
    compensation.lost
      .filter((part) => part.resources.some((one) => one.status === 'LOST') && !there.has(part.service))
      .map((part) => part.service),
  );
}

/**
 * Whatever somebody decides by. While that stays the same, a newer version of the record (a process was asked once more) is
 * no reason to look again.
 */
export function basis(compensation: Compensation, action: Action): string {
  const { summary, attempts, orders, created, lost, others } = compensation;
  return JSON.stringify([
    summary.state,
    summary.discarding,
    summary.why,
    created.result,
    attempts.map((one) => [one.at, one.number]),
    orders.map((one) => one.at),
    [...lost, ...others].map((part) => part.resources.map((one) => one.status)),
    action.possible,
  ]);
}
