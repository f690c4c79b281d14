/** What people do to a group from the ⋯ menu, on real Redis: give it to somebody, comment, take over, close by hand. */
import { describe, expect, test } from '@jest/globals';
import { onRedis } from './on-redis.ts';
import { OpenModal } from './open-modal.ts';
import type { Platform } from './platform.ts';
import { webhookOf } from './webhooks.ts';

const { start } = onRedis();

const opsOf = (platform: Platform) => platform.channel('T0ACME', 'C0OPS');
const modalOf = (platform: Platform, userId: string) => new OpenModal(platform.sandbox, { teamId: 'T0ACME', userId });

describe('from the menu of a message', () => {
  test("a group is given to somebody with a comment, in the giver's language, and the thread tells both", async () => {
    const platform = await start();
    await platform.post(webhookOf([{ instance: 'db-1' }]));
    const message = await opsOf(platform).expectMessage(/DiskFull/);

    await message.more({ as: 'U0JAN' });
    const modal = modalOf(platform, 'U0JAN');
    await modal.expect(/Übergeben an/);
    expect(modal.text()).toContain('Noch nicht übernommen');
    expect(modal.text()).not.toContain('Von Hand schließen');
    expect((await modal.submit()).errors).toEqual({
      comment: 'Bitte eine Person auswählen oder einen Kommentar schreiben.',
    });

    modal.give('assign', 'U0MARIA');
    modal.give('comment', 'Platte ist bestellt <!channel>');
    await modal.submit();
    await modal.expect(/Erledigt/);
    await message.expectUpdate(/<@U0MARIA> has it/);
    await message.expectReply(/💬 <@U0JAN>: Platte ist bestellt &lt;!channel&gt;/);
    await message.expectReply(/<@U0JAN> gave this to <@U0MARIA>\./);
    await platform.expectNothingElse();
    expect(await platform.metrics()).toContain('operation="assign",outcome="done"} 1');
  });

  test('it is taken over from who has it, and who had it is told in the thread', async () => {
    const platform = await start();
    await platform.post(webhookOf([{ instance: 'db-1' }]));
    const message = await opsOf(platform).expectMessage(/DiskFull/);
    await message.click('acknowledge', { as: 'U0MARIA' });
    await message.expectUpdate(/<@U0MARIA> has it/);

    await message.more({ as: 'U0JAN' });
    const modal = modalOf(platform, 'U0JAN');
    await modal.expect(/Übernommen von <@U0MARIA>/);
    await modal.press('take_over');
    await modal.expect(/Erledigt/);
    await message.expectUpdate(/<@U0JAN> has it/);
    await message.expectReply(/<@U0JAN> took this over from <@U0MARIA>\./);
    await platform.expectNothingElse();
  });

  test('what Alertmanager no longer reports is closed by hand, and what it reports is not', async () => {
    const platform = await start();
    await platform.post(webhookOf([{ instance: 'db-1' }, { instance: 'db-2' }]));
    const message = await opsOf(platform).expectMessage(/DiskFull/);
    await message.more({ as: 'U0JAN' });
    const modal = modalOf(platform, 'U0JAN');
    await modal.expect(/Kommentar/);
    expect(modal.text()).not.toContain('Von Hand schließen');
    await modal.close();
    await new Promise((resolve) => setTimeout(resolve, 1_100));

    await platform.post(webhookOf([{ instance: 'db-3', status: 'resolved' }]));
    await message.expectUpdate(/No longer reported/);
    await message.expectReply(/no longer reported/);
    await message.more({ as: 'U0JAN' });
    await modal.expect(/Von Hand schließen/);
    await modal.press('close');
    await modal.expect(/Erledigt/);
    await message.expectUpdate(/not confirmed resolved/);
    await message.expectReply(/<@U0JAN> closed this: Alertmanager no longer reports it\./);
  });

  test("another workspace's people reach nothing", async () => {
    const platform = await start();
    await platform.post(webhookOf([{ instance: 'db-1' }]));
    const message = await opsOf(platform).expectMessage(/DiskFull/);
    const value = /"value":"([0-9a-f]{36})"/.exec(JSON.stringify(message.now()))?.[1] ?? '';
    await platform.post(webhookOf([{ instance: 'db-1' }]), { tenant: 'globex', token: 'globex-ingest-77aa01' });
    const theirs = await platform.channel('T0GLOBEX', 'C0OPS').expectMessage(/DiskFull/);
    expect(JSON.stringify(theirs.now())).toContain(value);
    await theirs.more({ as: 'U0ANN' });
    const modal = new OpenModal(platform.sandbox, { teamId: 'T0GLOBEX', userId: 'U0ANN' });
    await modal.expect(/Comment/);
    await modal.press('take_over');
    await theirs.expectUpdate(/<@U0ANN>/);
    await platform.expectNothingElse();
    expect(message.text()).toContain('Nobody has it yet');
  });
});
