import { expect, test } from 'vitest';
import type { Compensation, CompensationState, Part, ResourceStatus } from './api';
import { absent, basis, lacking, meaningOf, nextOf, outlook, repairOf, standing } from './compensation';
import { i18n } from './i18n';
import type { Say } from './words';

const say: Say = (key, values) => i18n.global.t(key, values ?? {});
const TOLD = { result: 'NOBODY', tries: 1, nextAt: null, endedAt: '2026-11-21T02:51:09Z', choice: null, note: '' } as const;

function part(service: string, status: ResourceStatus, repair: Partial<NonNullable<Part['repair']>> | null = null): Part {
  return {
    service,
    instance: `${service}-1`,
    process: 'p',
    token: 't',
    allowed: 'UNIT',
    ran: [{ callPath: '0.1', method: 'AccountService.pay', arguments: '[ 7 ]', context: {}, manualOnly: '' }],
    resources: [{ name: 'dataSource#1', status, evidence: [] }],
    repair: repair && { attempt: 1, inVain: 0, of: 3, askedAt: null, nextAt: null, reason: '', ...repair },
  };
}

function compensation(state: CompensationState, lost: Part[], change: Partial<Compensation> = {}): Compensation {
  return {
    summary: {
      id: 'g-1',
      version: 'e:1',
      state,
      label: 'OrderService.place',
      services: ['account'],
      methods: ['AccountService.pay'],
      why: '',
      since: '2026-11-21T02:51:07Z',
      endedAt: null,
      discarding: false,
      attempts: 0,
    },
    now: '2026-11-21T02:51:10Z',
    keepUntil: null,
    lost,
    others: [part('order', 'COMMITTED'), part('storage', 'COMMITTED')],
    attempts: [],
    replay: null,
    created: TOLD,
    ended: null,
    orders: [],
    actions: [],
    ...change,
  };
}

test('says what is lacking, then what is there', () => {
  i18n.global.locale.value = 'en';
  expect(standing(compensation('PARKED', [part('account', 'LOST', {})]), say)).toBe(
    'account has LOST its part; order, storage COMMITTED.',
  );
  expect(standing(compensation('COMMITTED', [part('account', 'COMMITTED', {})]), say)).toContain('done again');
});

test('says the same in Chinese', () => {
  i18n.global.locale.value = 'zh';
  expect(standing(compensation('PARKED', [part('account', 'LOST', {})]), say)).toBe(
    'account 丢失了它的部分；order, storage 已提交。',
  );
  i18n.global.locale.value = 'en';
});

test('names the attempt that comes next, the callback before it, and nobody where a person is waited for', () => {
  const at = '2026-11-21T02:51:40Z';
  expect(nextOf(compensation('COMPENSATING', [part('account', 'LOST', { attempt: 2, inVain: 1, nextAt: at })]))).toEqual({
    key: 'compensation.next.ATTEMPT',
    values: { who: 'account', tries: 1, attempt: 2, inVain: 1, of: 3 },
    at,
  });
  const untold = { ...TOLD, result: 'NOT_YET', nextAt: at } as const;
  expect(nextOf(compensation('COMPENSATING', [part('account', 'LOST', {})], { created: untold })).key).toBe(
    'compensation.next.CALLBACK',
  );
  expect(nextOf(compensation('PARKED', [part('account', 'LOST', {})])).key).toBe('compensation.next.PARKED');
});

test('numbers of attempts are told only while one is made', () => {
  const repaired = part('account', 'COMMITTED', { attempt: 2, inVain: 0 });
  expect(repairOf(repaired, compensation('COMMITTED', [repaired]))).toBe('REPAIRED');
  const discarded = part('account', 'DISCARDED', { attempt: 2 });
  expect(repairOf(discarded, compensation('RESOLVED', [discarded]))).toBe('DISCARDED');
  const lost = part('account', 'LOST', { attempt: 2, inVain: 1, nextAt: '2026-11-21T02:51:40Z' });
  expect(repairOf(lost, compensation('COMPENSATING', [lost]))).toBe('TRIED');
  const untold = { ...TOLD, result: 'NOT_YET', endedAt: null } as const;
  expect(repairOf(lost, compensation('COMPENSATING', [lost], { created: untold }))).toBe('UNTOLD');
  expect(repairOf(lost, compensation('PARKED', [lost]))).toBe('STOPPED');
  const barred = part('account', 'LOST', { reason: 'the application says NEVER' });
  expect(repairOf(barred, compensation('COMPENSATING', [barred]))).toBe('STOPPED');
  const discarding = compensation('COMPENSATING', [lost]);
  discarding.summary.discarding = true;
  expect(repairOf(lost, discarding)).toBe('DISCARDING');
});

test('a discard means something else than a repair', () => {
  const discarded = compensation('COMPENSATING', [part('account', 'LOST', {})]);
  expect(meaningOf(discarded)).toBe('compensation.meaning.COMPENSATING');
  discarded.summary.discarding = true;
  expect(meaningOf(discarded)).toBe('compensation.meaning.DISCARDING');
});

test('a dry run names every resource, and touches only what is lost', () => {
  const parked = compensation('PARKED', [part('account', 'LOST', { reason: 'the policy says that a person decides' })]);
  expect(outlook(parked, 'REPAIR_NOW').map((one) => [one.service, one.then])).toEqual([
    ['account', 'compensation.then.AGAIN'],
    ['order', 'compensation.then.STAYS'],
    ['storage', 'compensation.then.STAYS'],
  ]);
  expect(outlook(parked, 'DISCARD')[0]?.then).toBe('compensation.then.NEVER');
  expect(outlook(parked, 'HOLD')[0]?.then).toBe('compensation.then.LACKS');
  expect(outlook(parked, 'RESUME')[0]?.then).toBe('compensation.then.LACKS');
});

test('a repair does nothing for what nobody but a person can run', () => {
  const manual = part('account', 'LOST', {});
  manual.ran = manual.ran.map((one) => ({ ...one, manualOnly: 'an argument is a stream' }));
  expect(outlook(compensation('PARKED', [manual]), 'REPAIR_NOW')[0]?.then).toBe('compensation.then.LACKS');
});

test('names the services of which nobody is there', () => {
  const parked = compensation('PARKED', [part('account', 'LOST', {})]);
  const client = { service: 'account', instance: 'account-2', process: 'q', managers: ['m'] };
  expect(absent(parked, [])).toBe('account');
  expect(absent(parked, [client])).toBe('');
  expect(lacking(parked)).toBe('account');
});

test('a decision stands while only the version changes, and not when an attempt has ended or somebody has ordered', () => {
  const action = { kind: 'HOLD', possible: true, says: '' } as const;
  const seen = compensation('COMPENSATING', [part('account', 'LOST', { attempt: 1 })]);
  const asked = compensation('COMPENSATING', [part('account', 'LOST', { attempt: 1, askedAt: '2026-11-21T02:51:20Z' })]);
  asked.summary.version = 'e:2';
  expect(basis(asked, action)).toBe(basis(seen, action));
  const ordered = { ...asked, orders: [{ at: '2026-11-21T02:51:30Z', by: 'wang', kind: 'HOLD', note: '' } as const] };
  expect(basis(ordered, action)).not.toBe(basis(seen, action));
  expect(basis({ ...asked, lost: [part('account', 'COMMITTED', {})] }, action)).not.toBe(basis(seen, action));
  expect(basis(seen, { ...action, possible: false })).not.toBe(basis(seen, action));
});
