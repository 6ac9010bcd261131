import { expect, test } from 'vitest';
import type { Attention, GroupSummary } from './api';
import { arranged, refreshed, unseen } from './rows';

function group(id: string, attention: Attention = 'NONE'): GroupSummary {
  return {
    id,
    label: id,
    state: 'ACTIVE',
    attention,
    starter: 'order',
    services: ['order'],
    units: 1,
    createdAt: '2026-11-21T00:00:00Z',
    deadline: '2026-11-21T00:00:30Z',
    decidedAt: null,
    cause: '',
  };
}

test('puts first what needs somebody, then the newest', () => {
  expect(arranged([group('1'), group('2'), group('3', 'LOST')]).map((row) => row.id)).toEqual(['3', '2', '1']);
});

test('new groups never move what is shown, and are counted', () => {
  const shown = arranged([group('1'), group('2')]);
  const latest = [group('3', 'LOST'), group('2'), group('1')];
  expect(refreshed(shown, latest).map((row) => row.id)).toEqual(['2', '1']);
  expect(unseen(shown, latest)).toBe(1);
});

test('a group that is over keeps its place and says so', () => {
  const rows = refreshed(arranged([group('1'), group('2')]), [group('2', 'WAITING')]);
  expect(rows.map((row) => [row.id, row.over])).toEqual([
    ['2', false],
    ['1', true],
  ]);
  expect(rows[0]?.attention).toBe('WAITING');
});
