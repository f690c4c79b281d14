import { describe, expect, test } from '@jest/globals';
import { chooseTenant } from '../../src/actions/choose-tenant.ts';

const acme = { id: 'acme', name: 'Acme GmbH', channels: new Set(['C0OPS', 'C0SHARED']) };
const globex = { id: 'globex', name: 'Globex', channels: new Set(['#database', 'C0SHARED']) };
const both = [acme, globex];
const place = (more: { tenant?: string; channel?: string; channelName?: string } = {}) => ({
  channel: 'C0ELSE',
  channelName: 'else',
  ...more,
});

describe('the tenant of a command', () => {
  test('is the only one of the workspace, wherever it is typed', () => {
    expect(chooseTenant([acme], place())).toEqual({ tenant: acme });
  });

  test.each([
    ['an id', { channel: 'C0OPS' }, acme],
    ['a name', { channelName: 'database' }, globex],
  ])('is told by the channel, which receivers name by %s', (_how, where, tenant) => {
    expect(chooseTenant(both, place(where))).toEqual({ tenant });
  });

  test.each([
    ['elsewhere', {}],
    ['in a channel of both', { channel: 'C0SHARED' }],
  ])('is asked for %s', (_where, where) => {
    expect(chooseTenant(both, place(where))).toEqual({ why: 'which' });
  });

  test.each(['globex', 'GLOBEX', 'Globex'])('is the one that was named, %s, whatever the channel', (tenant) => {
    expect(chooseTenant(both, place({ tenant, channel: 'C0OPS' }))).toEqual({ tenant: globex });
  });

  test('is none that is not of this workspace', () => {
    expect(chooseTenant([acme], place({ tenant: 'globex' }))).toEqual({ why: 'unknown' });
    expect(chooseTenant([acme], place({ tenant: '' }))).toEqual({ why: 'unknown' });
  });

  test('is not guessed among two of one name', () => {
    const twin = { ...globex, id: 'other' };
    expect(chooseTenant([globex, twin], place({ tenant: 'other' }))).toEqual({ tenant: twin });
    expect(
      chooseTenant(
        [
          { ...acme, name: 'X' },
          { ...twin, name: 'X' },
        ],
        place({ tenant: 'x' }),
      ),
    ).toEqual({
      why: 'unknown',
    });
  });
});
