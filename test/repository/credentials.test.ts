import { describe, expect, test } from '@jest/globals';
import { readText, repositoryFiles } from './repository-files.ts';

/** Keys of servers that tests start on loopback: they open nothing. */
const TEST_KEYS = /^test\/.+\/tls\/[^/]+\.pem$/;

const files = repositoryFiles().filter((path) => !TEST_KEYS.test(path));

/** Forms of real credentials. What tests and the demo use instead looks like none of them. */
const CREDENTIALS: Readonly<Record<string, RegExp>> = {
  'Slack token': /\bxox[a-z]-(?:\d-)?\d{9,}-\d{9,}[-\w]*|\bxox[a-z]\.xox[a-z]-[-\w]{20,}/,
  'Slack app token': /\bxapp-\d-[A-Z0-9]{9,}-\d{9,}-[a-f0-9]{32,}/,
  'Slack webhook': /hooks\.slack\.com\/services\/T[A-Z0-9]{8,}\/B[A-Z0-9]{8,}\/\w{20,}/,
  'private key': /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----\s*[A-Za-z0-9+/]{40,}/,
  'GitHub token': /\bgh[pousr]_[A-Za-z0-9]{30,}/,
  'npm token': /\bnpm_[A-Za-z0-9]{36}\b/,
  'AWS key': /\bAKIA[0-9A-Z]{16}\b/,
  'password in an address':
    /\b(?:postgres(?:ql)?|rediss?):\/\/[^\s:@/'"`]*:(?!password|secret|test|…)[A-Za-z0-9]{16,}@/,
};

describe('no file holds', () => {
  const texts = files.filter(
    (path) => path !== 'package-lock.json' && !/\.(?:png|jpe?g|gif|ico|woff2?|gz)$/.test(path),
  );

  test.each(Object.entries(CREDENTIALS))('a %s', (_name, pattern) => {
    expect(texts.length).toBeGreaterThan(50);
    expect(texts.filter((path) => pattern.test(readText(path)))).toEqual([]);
  });

  test('secrets other than those of the demo', () => {
    const secrets = files.filter((path) => path.startsWith('deploy/secrets/'));
    expect(secrets.filter((path) => !/^(?:demo|xoxb-demo)-[a-z-]+\n$/.test(readText(path)))).toEqual([]);
    expect(files.filter((path) => /(?:^|\/)\.env(?:\.|$)|\.(?:pem|key|p12)$/.test(path))).toEqual([]);
  });
});

describe('the search for credentials', () => {
  test.each([
    ['Slack token', ['xoxb', '123456789012', '123456789012', 'AbCdEfGhIjKlMnOpQrStUvWx'].join('-')],
    [
      'Slack webhook',
      ['https://hooks.slack.com/services', 'T012345678', 'B012345678', 'AbCdEfGhIjKlMnOpQrStUvWx'].join('/'),
    ],
    ['GitHub token', ['ghp', 'AbCdEfGhIjKlMnOpQrStUvWxYz0123456789'].join('_')],
    ['AWS key', ['AKIA', 'ABCDEFGHIJKLMNOP'].join('')],
    ['private key', `${['-----BEGIN', 'PRIVATE', 'KEY-----'].join(' ')}\n${'A'.repeat(64)}`],
  ])('finds a %s', (name, text) => {
    expect(CREDENTIALS[name]?.test(text)).toBe(true);
  });
});
