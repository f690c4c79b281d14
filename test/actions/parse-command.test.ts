import { describe, expect, test } from '@jest/globals';
import { type Asked, parseCommand } from '../../src/actions/parse-command.ts';

describe('a command', () => {
  const asked: readonly (readonly [string, Asked])[] = [
    ['', { kind: 'help' }],
    ['   ', { kind: 'help' }],
    ['help', { kind: 'help' }],
    ['?', { kind: 'help' }],
    ['list', { kind: 'list', filter: 'all' }],
    ['LIST All', { kind: 'list', filter: 'all' }],
    ['ls mine', { kind: 'list', filter: 'mine' }],
    ['list free', { kind: 'list', filter: 'free' }],
    ['list critical', { kind: 'list', filter: 'critical' }],
    ['list P1', { kind: 'list', filter: 'critical' }],
    ['list warn', { kind: 'list', filter: 'warning' }],
    ['silences', { kind: 'silences' }],
    ['who', { kind: 'who' }],
    ['ack', { kind: 'ack', id: '' }],
    ['ack 1A2b3c', { kind: 'ack', id: '1A2b3c' }],
    ['acknowledge `1a2b3c`', { kind: 'ack', id: '1a2b3c' }],
  ];

  test.each(asked)('"%s" is understood', (text, what) => {
    expect(parseCommand(text)).toEqual({ asked: what });
  });

  test.each([
    ['lsit', { unknown: 'lsit', near: 'list' }],
    ['silence-all', { unknown: 'silence-all' }],
    ['list critcal', { unknown: 'critcal', near: 'list critical' }],
    ['list constructor', { unknown: 'constructor' }],
    ['constructor', { unknown: 'constructor' }],
    ['__proto__', { unknown: '__proto__' }],
  ])('"%s" asks for help, with the nearest that there is', (text, help) => {
    expect(parseCommand(text)).toEqual({ asked: { kind: 'help', ...help } });
  });

  test.each(['list tenant=Acme mine', 'tenant=Acme list mine', 'list mine tenant:Acme'])(
    'names its tenant anywhere: "%s"',
    (text) => {
      expect(parseCommand(text)).toEqual({ asked: { kind: 'list', filter: 'mine' }, tenant: 'Acme' });
    },
  );

  test('repeats no more than the beginning of an endless word', () => {
    expect(parseCommand('x'.repeat(5_000)).asked).toEqual({ kind: 'help', unknown: 'x'.repeat(40) });
  });
});
