/** What a message that opens again shows, with the embedded store. */
import { expect, test } from '@jest/globals';
import { escalationContext } from '../../src/render/escalation-context.ts';
import type { Renderer, RenderRequest } from '../../src/render/renderer.ts';
import { resolved } from '../groups/builders.ts';
import { waitUntil } from '../servers/wait-until.ts';
import { speaking } from '../slack/languages.ts';
import { acme, build } from './relay.ts';

/** Says how loud the group got. */
function louder(said: string[]): Partial<Renderer> {
  return {
    render: ({ part, view }: RenderRequest) => {
      const text = `${view.state} ${escalationContext(view.group)?.step ?? 'calm'}`;
      if (part === 'message') said.push(text);
      return { content: { blocks: [], text }, hash: text, template: 'default' };
    },
    renderNotes: () => ({ content: { blocks: [], text: 'note' }, hash: 'note' }),
    templateFor: () => 'default',
    language: speaking,
  };
}

test('a message that opens again does not show how loud it got before', async () => {
  const said: string[] = [];
  const steps = [{ afterMs: 1, mentions: () => [], channels: [], people: () => [] }];
  const relay = build({
    rules: { escalation: { name: 'at once', steps } },
    destination: { renderer: louder(said) as Renderer },
  });
  relay.dispatcher.start();
  const start = Date.now() - 60_000;
  await relay.arrive(acme, 'g', ['a'], undefined, start);
  await waitUntil('it escalates', () => said.includes('open 1'));
  await relay.arrive(acme, 'g', [resolved('a', start + 30_000)]);
  await waitUntil('it is over', () => said.at(-1) === 'resolved 1');
  const before = said.length;
  await relay.arrive(acme, 'g', ['b']);
  await waitUntil('it is open again', () => said.length > before);
  await relay.dispatcher.stop(5_000);
  expect(said[before]).toBe('open calm');
});
