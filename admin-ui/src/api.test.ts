import { afterEach, expect, test, vi } from 'vitest';
import { get, post, Problem } from './api';

afterEach(() => vi.unstubAllGlobals());

function answering(status: number, body: string) {
  const fetch = vi.fn(() => Promise.resolve(new Response(body || null, { status })));
  vi.stubGlobal('fetch', fetch);
  return fetch;
}

test('a change carries the token against forged requests and the version that it is of', async () => {
  document.cookie = 'XSRF-TOKEN=a%20token';
  const fetch = answering(200, '{}');
  await post('/users/wang/role', { role: 'VIEWER' }, '7');
  const init = (fetch.mock.calls[0] as unknown[])[1] as RequestInit;
  expect(init.headers).toMatchObject({ 'X-XSRF-TOKEN': 'a token', 'If-Match': '"7"' });
});

test('what is not asked for is not in the address', async () => {
  const fetch = answering(200, '{}');
  await get('/groups', { state: '', cursor: undefined, service: 'order' });
  expect((fetch.mock.calls[0] as unknown[])[0]).toBe('/api/v1/groups?service=order');
});

test('a problem says its word and its detail', async () => {
  answering(412, '{"type":"urn:txgroup:problem:changed-meanwhile","detail":"wang was changed by li 4 s ago"}');
  await expect(get('/users')).rejects.toMatchObject({
    status: 412,
    word: 'changed-meanwhile',
    message: 'wang was changed by li 4 s ago',
  });
});

test('an answer of something between here and the manager is a problem too', async () => {
  answering(502, '<html>Bad Gateway</html>');
  await expect(get('/users')).rejects.toBeInstanceOf(Problem);
});
