import { describe, expect, test } from '@jest/globals';
import { AddressGuard, REFUSED_CODE } from '../../src/network/address-guard.ts';

const REFUSED = [
  ...['127.0.0.1', '127.8.9.1', '0.0.0.0', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', '100.64.0.1'],
  ...['169.254.169.254', '224.0.0.1', '255.255.255.255', '198.18.0.1'],
  ...['::1', '::', 'fd00::1', 'fe80::1', 'ff02::1', '64:ff9b::a00:1', '2002:a00:1::', '2001:db8::1'],
  // The same in IPv6's clothes.
  ...['::ffff:127.0.0.1', '::ffff:169.254.169.254', '::FFFF:10.0.0.1', '::ffff:7f00:1', '0:0:0:0:0:ffff:7f00:1'],
  ...['', 'localhost', '127.1', '0x7f000001'],
];

describe('the guard', () => {
  const closed = new AddressGuard({ refused: 'private', allowed: [] });

  test.each(REFUSED)('refuses %s', (address) => {
    expect(closed.isAllowed(address)).toBe(false);
  });

  test.each(['8.8.8.8', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '::ffff:8.8.8.8'])(
    'lets %s through',
    (address) => {
      expect(closed.isAllowed(address)).toBe(true);
    },
  );

  test('lets through what the operator opens, and no more', () => {
    const open = new AddressGuard({ refused: 'private', allowed: ['10.20.0.0/16', 'fd00:1::/32'] });
    expect(['10.20.3.4', '::ffff:10.20.3.4', 'fd00:1::5'].map((each) => open.isAllowed(each))).toEqual([
      true,
      true,
      true,
    ]);
    expect(['10.21.3.4', 'fd00:2::5', '127.0.0.1'].map((each) => open.isAllowed(each))).toEqual([false, false, false]);
  });

  test.each([true, false])('looks at what a name leads to, all: %s', async (all) => {
    const look = (guard: AddressGuard) =>
      new Promise((resolve) => guard.lookup('localhost', { all }, (error, address) => resolve(error?.code ?? address)));
    expect(await look(closed)).toBe(REFUSED_CODE);
    expect(
      JSON.stringify(await look(new AddressGuard({ refused: 'private', allowed: ['127.0.0.0/8', '::1/128'] }))),
    ).toMatch(/127\.0\.0\.1|::1/);
  });
});

describe('the guard that lets through private networks', () => {
  const guard = new AddressGuard({ refused: 'local', allowed: [] });

  test.each(['10.1.2.3', '172.16.0.1', '192.168.1.1', '100.64.0.1', 'fd00::1', '8.8.8.8', '::ffff:10.0.0.1'])(
    'lets %s through',
    (address) => {
      expect(guard.isAllowed(address)).toBe(true);
    },
  );

  test.each([
    ...['127.0.0.1', '0.0.0.0', '169.254.169.254', '169.254.170.2', '100.100.100.200', '192.0.0.192', '168.63.129.16'],
    ...['::1', '::', '::7f00:1', 'fe80::1', 'ff02::1', 'fd00:ec2::254', 'fd20:ce::254', 'fd00:42::42'],
    ...['::ffff:127.0.0.1', '::ffff:a9fe:a9fe', '64:ff9b::a9fe:a9fe', '2002:7f00:1::', '224.0.0.1', '255.255.255.255'],
  ])('refuses %s', (address) => {
    expect(guard.isAllowed(address)).toBe(false);
  });

  test.each([
    ...['http://127.0.0.1:9093', 'http://127.1/x', 'http://0x7f000001', 'http://2130706433', 'http://[::1]:9093'],
    ...['http://[::ffff:127.0.0.1]/', 'http://169.254.169.254/latest'],
  ])('sees the address in %s, however it is written', (url) => {
    expect(guard.refusesAddressIn(url)).toBe(true);
  });

  test('leaves names to the lookup', () => {
    expect(guard.refusesAddressIn('http://localhost:9093')).toBe(false);
  });
});
