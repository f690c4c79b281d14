import { expect, test } from '@jest/globals';
import { typedName } from '../../src/core/typed-name.ts';
import { personText } from '../../src/render/person-text.ts';

test('a typed name is shown as it is, and calls nobody when it is one of Slack’s ids', () => {
  expect(['Maria', 'sre@example.com', ''].map(typedName)).toEqual(['Maria', 'sre@example.com', '']);
  expect(['U0VICTIM', 'W012', 'WERNER'].map((name) => personText(typedName(name)))).toEqual([
    '‘U0VICTIM’',
    '‘W012’',
    '‘WERNER’',
  ]);
});
