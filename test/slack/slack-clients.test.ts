import { expect, test } from '@jest/globals';
import { Secret } from '../../src/core/secret.ts';
import { createSlackClients } from '../../src/slack/slack-clients.ts';

const clients = () =>
  createSlackClients({ apiUrl: 'http://127.0.0.1:9/api/', fetch: () => Promise.reject(new Error('no calls here')) });

test('an owner keeps its client while its token stays', () => {
  const clientOf = clients();
  const token = new Secret('xoxb-1');
  expect(clientOf('acme', token)).toBe(clientOf('acme', token));
  expect(clientOf('acme', new Secret('xoxb-2'))).not.toBe(clientOf('acme', token));
});

test('two owners never share a client, not even with one token', () => {
  const clientOf = clients();
  const token = new Secret('xoxb-1');
  expect(clientOf('acme', token)).not.toBe(clientOf('globex', token));
});

test('the thousand clients made last are kept', () => {
  const clientOf = clients();
  const token = new Secret('xoxb-1');
  const [first, second] = [clientOf('tenant-0', token), clientOf('tenant-1', token)];
  for (let index = 2; index <= 1_000; index += 1) clientOf(`tenant-${index}`, token);
  expect(clientOf('tenant-1', token)).toBe(second);
  expect(clientOf('tenant-0', token)).not.toBe(first);
});
