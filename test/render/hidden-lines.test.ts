import { describe, expect, test } from '@jest/globals';
import type { GroupView, KeptBack } from '../../src/core/group-view.ts';
import { draw } from './draw.ts';
import { LOCALES, productBase, requestFor } from './rendering.ts';
import { ALERTS_OF, STATES } from './template-groups.ts';
import { viewFrom } from './view-builder.ts';

const { renderer } = productBase();
const disks = ALERTS_OF.critical ?? [];
const stateOf = (state: string): GroupView => STATES[state]?.(disks) ?? viewFrom({ alerts: [] });
const drawn = (view: GroupView, over = {}) => draw(renderer.render(requestFor(view, over)).content);

/** All of the view's alerts are kept back for this. */
function because(reason: Partial<KeptBack>): string {
  const view = stateOf('silenced');
  const why: KeptBack = { why: 'muted', count: view.unreported.length, ...reason };
  return drawn({ ...view, hidden: new Map(view.unreported.map(({ fingerprint }) => [fingerprint, why])) });
}

describe('a group that Alertmanager keeps back', () => {
  test('says so in the header, and by whom and until when below it', () => {
    const text = drawn(stateOf('silenced'));
    expect(text).toContain('# 🔕 Silenced: DiskAlmostFull');
    expect(text).toMatch(/🔕 silenced by maria until <!date\^\d+\^/);
    expect(text).toContain('alerts kept back by Alertmanager');
    expect(text).not.toContain('no longer reported');
    expect(text).not.toContain('Nothing confirms');
  });

  test('says what inhibits it, which time interval mutes it, or only that it is so', () => {
    expect(because({ why: 'inhibited', name: 'Zone <Down>' })).toContain('🔕 inhibited by Zone &lt;Down&gt;');
    expect(because({ why: 'inhibited' })).toContain('# 🔕 Inhibited: DiskAlmostFull');
    expect(because({ why: 'inhibited' })).toContain('🔕 inhibited by another alert');
    expect(because({ name: 'nights' })).toContain('🔕 muted by the time interval nights');
    expect(because({})).toContain('# 🔕 Muted by schedule: DiskAlmostFull');
    expect(because({ why: 'silenced' })).toContain('🔕 silenced\n');
  });

  test('says of a silence that lasts as long as it fires no end', () => {
    const silence = {
      id: 's',
      alertmanager: 'main',
      createdBy: 'Maria',
      by: 'U0MARIA',
      comment: '',
      startsAt: 0,
      endsAt: 1,
    };
    const text = because({ why: 'silenced', silence: { ...silence, whileFiring: true } });
    expect(text).toContain('🔕 silenced by <@U0MARIA> for as long as it fires');
  });

  test('in part says for how many, and which', () => {
    const text = drawn(stateOf('partly hidden'));
    expect(text).toMatch(/# 🚨 Critical: DiskAlmostFull \(1~firing\)/);
    expect(text).toContain('🔕 1~alert: inhibited by ZoneDown');
    expect(text).toMatch(/🔕 \*db-2\* · since [^·]*$/m);
  });

  test('says of what is over that it resolved so, in the message and in the thread', () => {
    const view = stateOf('resolved while silenced');
    expect(drawn(view)).toContain('🔕 Resolved while silenced');
    expect(drawn(view, { part: 'thread' })).toContain('🔕 Resolved while silenced');
  });
});

test.each(LOCALES)('the plain message says it too, in %s', (locale) => {
  for (const state of ['silenced', 'partly hidden', 'resolved while silenced']) {
    const { content } = renderer.renderPlain(requestFor(stateOf(state), { locale }));
    expect(draw(content)).toContain('🔕 ');
  }
});
