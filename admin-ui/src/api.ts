/** The manager's admin API: its types, and the one way to call it. */

export type GroupState =
  'ACTIVE' | 'PREPARING' | 'COMMITTING' | 'COMMITTED' | 'ROLLING_BACK' | 'ROLLED_BACK' | 'ABANDONED' | 'SETTLING'
  | 'COMPENSATING' | 'PARKED' | 'RESOLVED';
export type Attention = 'NONE' | 'WAITING' | 'REPAIRING' | 'OVERDUE' | 'IN_DOUBT' | 'HEURISTIC' | 'LOST';
export type ResourceStatus =
  'HELD' | 'PREPARED' | 'SOUGHT' | 'FROZEN' | 'SILENT' | 'COMMITTED' | 'ROLLED_BACK' | 'UNPROVEN' | 'LOST' | 'DISCARDED' | 'DISPUTED';
export type Next =
  | 'WAITS_FOR_CLOSE'
  | 'WAITS_FOR_JOINS'
  | 'WAITS_FOR_VOTES'
  | 'SETTLES'
  | 'TELLS_UNITS'
  | 'ASKS_FOR_PROOF'
  | 'COMPENSATES'
  | 'NEEDS_PERSON'
  | 'OVER';
export type Role = 'VIEWER' | 'OPERATOR';

export interface Me {
  name: string;
  role: Role;
}

export interface GroupSummary {
  id: string;
  label: string;
  state: GroupState;
  attention: Attention;
  starter: string;
  services: string[];
  units: number;
  createdAt: string;
  deadline: string;
  decidedAt: string | null;
  cause: string;
}

export interface Resource {
  name: string;
  status: ResourceStatus;
  evidence: string[];
}

export interface Unit {
  service: string;
  instance: string;
  process: string;
  token: string;
  starter: boolean;
  callPaths: string[];
  guarantee: 'DURABLE' | 'HELD' | 'NOTHING';
  vote: 'NONE' | 'YES' | 'NO';
  acknowledged: 'COMMIT' | 'ROLLBACK' | null;
  connected: boolean | null;
  goneSince: string | null;
  resources: Resource[];
}

export interface Happening {
  at: string;
  what: 'CREATED' | 'SETTLING' | 'DECIDED' | 'GONE' | 'DEADLINE' | 'PREPARE_LIMIT';
  who: string;
  ahead: boolean;
}

export interface Group {
  summary: GroupSummary;
  outcome: 'COMMIT' | 'ROLLBACK' | null;
  closed: boolean;
  now: string;
  next: Next;
  units: Unit[];
  missing: { service: string; instance: string; callPaths: string[] }[];
  timeline: Happening[];
  /** Whether there is a compensation of the same id. */
  compensation: boolean;
}

export type CompensationState = 'COMPENSATING' | 'PARKED' | 'COMMITTED' | 'RESOLVED';
export type OrderKind = 'REPAIR_NOW' | 'HOLD' | 'RESUME' | 'DISCARD';

export interface CompensationSummary {
  id: string;
  version: string;
  state: CompensationState;
  label: string;
  services: string[];
  methods: string[];
  why: string;
  since: string;
  endedAt: string | null;
  discarding: boolean;
  attempts: number;
}

/** A call that a unit has served. */
export interface Ran {
  callPath: string;
  method: string;
  /** Indented JSON with what is sensitive masked; empty if they are not known. */
  arguments: string;
  context: Record<string, string>;
  manualOnly: string;
}

/** A unit of a group in which something was lost; of one that lost nothing, repair is null. */
export interface Part {
  service: string;
  instance: string;
  process: string;
  token: string;
  allowed: 'UNIT' | 'STARTER' | 'NEVER';
  ran: Ran[];
  resources: Resource[];
  repair: {
    attempt: number;
    inVain: number;
    of: number;
    askedAt: string | null;
    nextAt: string | null;
    reason: string;
  } | null;
}

export interface Attempt {
  service: string;
  instance: string;
  number: number;
  at: string;
  by: string;
  result: 'REPAIRED' | 'BUSY' | 'FAILED' | 'DIFFERS' | 'CANNOT';
  detail: string;
}

/** A call; in an attempt, null tells that the original made no such call. */
export interface Made {
  callPath: string;
  service: string;
  method: string;
  original: string | null;
}

/** Where the starter's service makes all calls again: what was called the first time, and in the newest attempt. */
export interface Replay {
  attempt: number;
  stage: 'WAITING' | 'RUNNING' | 'COMMITTING';
  original: Made[];
  made: Made[];
}

/** How far the callback has been told. */
export interface Told {
  result: 'NOT_YET' | 'TOLD' | 'NOBODY' | 'GIVEN_UP';
  tries: number;
  nextAt: string | null;
  endedAt: string | null;
  choice: 'COMPENSATE' | 'HOLD' | 'DISCARD' | null;
  note: string;
}

export interface Order {
  at: string;
  by: string;
  kind: OrderKind;
  note: string;
}

/** A dry run: whether an order would be taken now, and what the manager says to it. */
export interface Action {
  kind: OrderKind;
  possible: boolean;
  says: string;
}

export interface Compensation {
  summary: CompensationSummary;
  now: string;
  keepUntil: string | null;
  lost: Part[];
  others: Part[];
  attempts: Attempt[];
  replay: Replay | null;
  created: Told;
  ended: Told | null;
  orders: Order[];
  actions: Action[];
}

/** What a policy says; what is null it leaves open. */
export interface PolicyWords {
  enabled: boolean | null;
  attempts: number | null;
  backoff: string | null;
  unreachable: 'PROCEED' | 'HOLD' | null;
  retention: string | null;
}

export interface Policy {
  service: string;
  version: string;
  changedBy: string;
  own: PolicyWords;
  holds: PolicyWords;
}

export interface Policies {
  settings: PolicyWords;
  items: Policy[];
}

export interface Page<T> {
  items: T[];
  next: string | null;
}

export interface Recent {
  manager: string;
  kept: number;
  items: GroupSummary[];
}

export interface Overview {
  verdict: Attention;
  complete: boolean;
  groups: number;
  byState: Partial<Record<GroupState, number>>;
  byAttention: Partial<Record<Attention, number>>;
  worst: GroupSummary[];
  services: Record<string, number>;
  managers: number;
  silentManagers: string[];
  managersInTrouble: string[];
}

export interface Manager {
  at: string;
  silent: boolean;
  report: {
    name: string;
    version: string;
    address: string;
    startedAt: string;
    groupsAtHand: number;
    storeTrouble: string;
    processes: { service: string; instance: string; process: string }[];
  };
}

export interface Client {
  service: string;
  instance: string;
  process: string;
  managers: string[];
}

export interface Settings {
  manager: string;
  settings: Record<string, string>;
  secrets: Record<string, number>;
  redis: Record<string, string | number | boolean>;
  warnings: string[];
}

export interface User {
  name: string;
  role: string;
  version: string;
  changedBy: string;
  changedAt: string;
}

export interface AuditEntry {
  id: string;
  at: string;
  who: string;
  what: string;
  target: string;
  from: string;
  detail: string;
}

/** Why a request was not done, in the words of RFC 9457. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    /** The last part of the problem's type. */
    readonly word: string,
    detail: string,
  ) {
    super(detail);
  }
}

const BASE = '/api/v1';

function cookie(name: string): string {
  const found = document.cookie.split('; ').find((pair) => pair.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : '';
}

async function request<T>(path: string, init: RequestInit): Promise<T> {
  let response: Response;
  try {
    response = await fetch(BASE + path, { credentials: 'same-origin', ...init });
  } catch {
    throw new Problem(0, 'unreachable', '');
  }
  const text = await response.text();
  const body = parsed(text);
  if (!response.ok) {
    const problem = (body ?? {}) as { type?: string; detail?: string };
    throw new Problem(response.status, problem.type?.split(':').pop() ?? 'unreachable', problem.detail ?? '');
  }
  return body as T;
}

/** What is no JSON comes from something between the manager and here. */
function parsed(text: string): unknown {
  try {
    return text ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}

export function get<T>(path: string, query: Record<string, string | undefined> = {}): Promise<T> {
  const given = Object.entries(query).filter((pair): pair is [string, string] => !!pair[1]);
  const search = given.length ? `?${new URLSearchParams(given)}` : '';
  return request<T>(path + search, { method: 'GET' });
}

/** A change; of something that has a version, it names the version that it is a change of. */
export function post<T>(path: string, body: unknown = {}, version?: string): Promise<T> {
  const headers: Record<string, string> = {
    'Content-Type': 'application/json',
    'X-XSRF-TOKEN': cookie('XSRF-TOKEN'),
  };
  if (version !== undefined) {
    headers['If-Match'] = `"${version}"`;
  }
  return request<T>(path, { method: 'POST', headers, body: JSON.stringify(body) });
}
