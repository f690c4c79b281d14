import { expect, test } from '@jest/globals';
import { groupingOf, MAX_CONFIGURATION_CHARS } from '../../src/alertmanager/upstream-routes.ts';

const group = { upstreamReceiver: 'tocsin', groupKey: '{}:{alertname="A"}' };
const configuration = 'route: { receiver: tocsin, group_by: [alertname] }\n';

test('a configuration that would hold everything up is not read', () => {
  expect(groupingOf(configuration, group)).toEqual({ labels: ['alertname'], matchers: [] });
  const large = `${configuration}# ${'x'.repeat(MAX_CONFIGURATION_CHARS)}\n`;
  expect(groupingOf(large, group)).toBeUndefined();
});
