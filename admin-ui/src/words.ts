import { Problem, type Attention, type Group, type GroupState, type Resource, type ResourceStatus, type Unit } from './api';
import en from './locales/en';

/** Gives a text of the chosen language. */
export type Say = (key: string, values?: Record<string, unknown>) => string;

const WORST_FIRST: ResourceStatus[] = [
  'LOST',
  'DISPUTED',
  'UNPROVEN',
  'DISCARDED',
  'SOUGHT',
  'SILENT',
  'COMMITTED',
  'ROLLED_BACK',
  'PREPARED',
  'FROZEN',
  'HELD',
];

export type Tone = 'good' | 'busy' | 'calm' | 'warn' | 'bad';

const TONES: Record<Attention | GroupState | ResourceStatus, Tone> = {
  NONE: 'calm',
  WAITING: 'warn',
  REPAIRING: 'warn',
  OVERDUE: 'warn',
  IN_DOUBT: 'bad',
  HEURISTIC: 'bad',
  LOST: 'bad',
  ACTIVE: 'busy',
  PREPARING: 'busy',
  COMMITTING: 'busy',
  COMMITTED: 'good',
  ROLLING_BACK: 'calm',
  ROLLED_BACK: 'calm',
  ABANDONED: 'calm',
  SETTLING: 'warn',
  COMPENSATING: 'busy',
  PARKED: 'bad',
  RESOLVED: 'warn',
  DISCARDED: 'warn',
  HELD: 'busy',
  PREPARED: 'busy',
  SOUGHT: 'warn',
  FROZEN: 'busy',
  SILENT: 'warn',
  UNPROVEN: 'warn',
  DISPUTED: 'bad',
};

/** How heavy a word is: of a group's state or attention, or of a resource's status. Its colours are in style.css. */
export function toneOf(word: string): Tone {
  return TONES[word as keyof typeof TONES] ?? 'calm';
}

/** What these say is all in their text; of the others the manager's own words have the numbers. */
const TOLD = ['not-logged-in', 'wrong-password', 'not-allowed', 'no-csrf-token', 'no-version', 'defect', 'unreachable'];

/** Why something could not be read or done, and what to do; of a word that only a newer manager has, what that says. */
export function problemText(problem: unknown, say: Say): string {
  if (!(problem instanceof Problem)) {
    return String(problem);
  }
  if (!(problem.word in en.problem.words)) {
    return problem.message || problem.word;
  }
  const text = say(`problem.words.${problem.word}`);
  return problem.message && !TOLD.includes(problem.word) ? `${text} (${problem.message})` : text;
}

/** One sentence that says what is true of a group in every database now. */
export function sentence(group: Group, say: Say): string {
  const { starter, state } = group.summary;
  const unknown = state === 'SETTLING' && starter === 'unknown';
  const parts = [unknown ? say('sentence.forgotten') : say('sentence.started', { service: starter })];
  const clauses = group.units.flatMap((unit) => clausesOf(unit));
  clauses.sort((a, b) => WORST_FIRST.indexOf(a.status) - WORST_FIRST.indexOf(b.status));
  for (const clause of clauses) {
    parts.push(
      say(`sentence.${clause.status}`, {
        who: clause.who,
        evidence: clause.evidence || say('evidence.LOST'),
        outcome: group.outcome ?? '',
      }),
    );
  }
  for (const missing of group.missing) {
    parts.push(say('sentence.missing', { who: missing.service }));
  }
  if (clauses.length === 0 && group.missing.length === 0) {
    parts.push(say('sentence.nothing'));
  }
  return parts.join(say('sentence.and')) + say('sentence.end');
}

interface Clause {
  who: string;
  status: ResourceStatus;
  evidence: string;
}

/** A clause for each status of a unit's resources; the resources are named where they differ. */
function clausesOf(unit: Unit): Clause[] {
  const byStatus = new Map<ResourceStatus, Resource[]>();
  for (const resource of unit.resources) {
    byStatus.set(resource.status, [...(byStatus.get(resource.status) ?? []), resource]);
  }
  return [...byStatus].map(([status, resources]) => ({
    who:
      byStatus.size === 1
        ? unit.service
        : `${unit.service} (${resources.map((resource) => resource.name).join(', ')})`,
    status,
    evidence: resources.flatMap((resource) => resource.evidence).join('; '),
  }));
}

/** The key of what a group's plight means. */
export function meaning(group: Group): string {
  if (group.summary.attention !== 'NONE') {
    return `meaning.${group.summary.attention}`;
  }
  return `meaning.${group.summary.state}`;
}

/** The key of what happens next. */
export function nextOf(group: Group): string {
  if (group.compensation && group.next === 'NEEDS_PERSON') {
    return 'next.PARKED';
  }
  return group.compensation && group.next === 'OVER' ? 'next.KEPT' : `next.${group.next}`;
}

/** A text to be pasted into a message to others. */
export function incident(group: Group, url: string, say: Say): string {
  const { summary } = group;
  return [
    `${summary.label} ${summary.id}`,
    sentence(group, say),
    say(meaning(group)),
    say(nextOf(group)),
    ...group.units.flatMap((unit) =>
      unit.resources.map(
        (resource) =>
          `- ${unit.service}/${unit.instance} ${resource.name}: ${resource.status}` +
          (resource.evidence.length ? ` (${resource.evidence.join('; ')})` : ''),
      ),
    ),
    summary.cause ? `${say('group.cause')}: ${summary.cause}` : '',
    url,
  ]
    .filter((line) => line)
    .join('\n');
}
