import { expect, test } from 'vitest';
import { Problem, type Group, type ResourceStatus, type Unit } from './api';
import { i18n } from './i18n';
import en from './locales/en';
import zh from './locales/zh';
import { incident, meaning, nextOf, problemText, sentence, toneOf, type Say } from './words';

const say: Say = (key, values) => i18n.global.t(key, values ?? {});

function unit(service: string, ...statuses: ResourceStatus[]): Unit {
  return {
    service,
    instance: `${service}-1`,
    process: 'p',
    token: 't',
    starter: service === 'order',
    callPaths: ['0'],
    guarantee: 'HELD',
    vote: 'NONE',
    acknowledged: null,
    connected: true,
    goneSince: null,
    resources: statuses.map((status, at) => ({
      name: `dataSource#${at + 1}`,
      status,
      evidence: status === 'LOST' ? ['no mark at 02:51:07'] : [],
    })),
  };
}

function group(units: Unit[], change: Partial<Group> = {}): Group {
  return {
    summary: {
      id: 'g-1',
      label: 'OrderService.place',
      state: 'COMMITTING',
      attention: 'NONE',
      starter: 'order',
      services: units.map((one) => one.service),
      units: units.length,
      createdAt: '2026-11-21T02:51:00Z',
      deadline: '2026-11-21T02:51:30Z',
      decidedAt: null,
      cause: '',
    },
    outcome: 'COMMIT',
    closed: true,
    now: '2026-11-21T02:51:10Z',
    next: 'NEEDS_PERSON',
    units,
    missing: [],
    timeline: [],
    compensation: false,
    ...change,
  };
}

test('says first what is lost, with its evidence, then what is committed', () => {
  i18n.global.locale.value = 'en';
  expect(sentence(group([unit('order', 'COMMITTED'), unit('storage', 'COMMITTED'), unit('account', 'LOST')]), say)).toBe(
    'order started it; account NOT committed (lost: no mark at 02:51:07); order COMMITTED; storage COMMITTED.',
  );
});

test('says the same in Chinese', () => {
  i18n.global.locale.value = 'zh';
  expect(sentence(group([unit('storage', 'COMMITTED'), unit('account', 'LOST')]), say)).toBe(
    '由 order 发起；account 没有提交（丢失：no mark at 02:51:07）；storage 已提交。',
  );
  i18n.global.locale.value = 'en';
});

test('names the resources of a unit only where they differ', () => {
  expect(sentence(group([unit('storage', 'SILENT', 'SILENT')]), say)).toBe(
    'order started it; storage was told COMMIT and has not answered yet.',
  );
  expect(sentence(group([unit('storage', 'COMMITTED', 'SILENT')]), say)).toContain(
    'storage (dataSource#2) was told COMMIT and has not answered yet; storage (dataSource#1) COMMITTED',
  );
});

test('names who is missing, or says that nobody holds anything', () => {
  expect(sentence(group([], { missing: [{ service: 'storage', instance: 's', callPaths: ['0.1'] }] }), say)).toBe(
    'order started it; storage is expected and has not joined.',
  );
  expect(sentence(group([]), say)).toBe('order started it; nobody holds anything.');
});

test('means the worst that is true of it', () => {
  const lost = group([unit('account', 'LOST')]);
  lost.summary.attention = 'LOST';
  expect(meaning(lost)).toBe('meaning.LOST');
  expect(meaning(group([]))).toBe('meaning.COMMITTING');
});

test('says that a person decides where a compensation is parked, and that its record is kept after its end', () => {
  expect(nextOf(group([]))).toBe('next.NEEDS_PERSON');
  expect(nextOf(group([], { compensation: true }))).toBe('next.PARKED');
  expect(nextOf(group([], { compensation: true, next: 'OVER' }))).toBe('next.KEPT');
  expect(nextOf(group([], { next: 'OVER' }))).toBe('next.OVER');
});

test('sums an incident up with every resource and a link', () => {
  const text = incident(group([unit('account', 'LOST')]), 'http://manager/admin/groups/g-1', say);
  expect(text).toContain('- account/account-1 dataSource#1: LOST (no mark at 02:51:07)');
  expect(text).toContain('http://manager/admin/groups/g-1');
});

test('what needs a person is bad, what is over is calm, and so is a word that only a newer manager has', () => {
  expect(['LOST', 'HEURISTIC', 'IN_DOUBT', 'DISPUTED'].map(toneOf)).toEqual(['bad', 'bad', 'bad', 'bad']);
  expect(['OVERDUE', 'WAITING', 'REPAIRING', 'SILENT'].map(toneOf)).toEqual(['warn', 'warn', 'warn', 'warn']);
  expect(['NONE', 'ROLLED_BACK', 'LOVELY'].map(toneOf)).toEqual(['calm', 'calm', 'calm']);
  expect(toneOf('COMMITTED')).toBe('good');
});

test('a problem is told in the chosen language, with what only the manager knows', () => {
  const chinese: Say = (key) => key.split('.').reduce<unknown>((at, part) => (at as Record<string, unknown>)[part], zh) as string;
  const exists = new Problem(409, 'exists', 'There is a user li already');
  expect(problemText(exists, say)).toBe(`${en.problem.words.exists} (There is a user li already)`);
  expect(problemText(exists, chinese)).toBe(`${zh.problem.words.exists} (There is a user li already)`);
  const wrong = new Problem(401, 'wrong-password', 'There is no such user, or the password is wrong');
  expect(problemText(wrong, chinese)).toBe(zh.problem.words['wrong-password']);
  expect(problemText(new Problem(418, 'of-tomorrow', 'in its own words'), say)).toBe('in its own words');
  expect(problemText(new TypeError('broken'), say)).toBe('TypeError: broken');
});
