/** Messages about the delivery itself: each is sent once, without a group of its own. */
import type { DeliveryReason } from '../core/errors.ts';
import { type ChannelId, channelId } from '../core/ids.ts';
import type { Notice } from '../render/renderer.ts';
import type { HoldScope, Outage, Place, Released } from './gate.ts';
import { type Job, type Performers, whereabouts } from './job.ts';
import type { SendResult } from './sender.ts';

/** Tells the channel for how long it was not served. */
export function tellOfOutage(performers: Performers, job: Job, place: Place, outage: Outage): Promise<SendResult> {
  return post(performers, job, {
    channel: place.channel,
    notice: { kind: 'outage', ...outage },
    name: `outage.${outage.from}`,
  });
}

/** Tells the receiver's fallback channel that the receiver's own is out of order. Returns whether people know by now. */
export async function tellOfHold(
  performers: Performers,
  job: Job,
  hold: { readonly place: Place; readonly scope: HoldScope; readonly reason: DeliveryReason },
): Promise<boolean> {
  const channel = fallbackOf(job, hold.place, hold.scope);
  if (channel === undefined) return true;
  const { receiver } = job.view.group;
  const notice: Notice = { kind: 'held', receiver, channel: hold.place.channel, reason: hold.reason };
  return (await post(performers, job, { channel, notice, name: 'held' })).ok;
}

export async function tellOfMended(
  performers: Performers,
  job: Job,
  { place, released }: { readonly place: Place; readonly released: Released },
): Promise<void> {
  const channel = fallbackOf(job, place, released.scope);
  if (channel === undefined) return;
  const { receiver } = job.view.group;
  const { since, until } = released;
  await post(performers, job, {
    channel,
    notice: { kind: 'mended', receiver, channel: place.channel, since, until },
    name: 'mended',
  });
}

/** Of no use when the whole workspace is out of order: it is there, too. */
function fallbackOf({ destination }: Job, { channel }: Place, scope: HoldScope): ChannelId | undefined {
  const { fallbackChannel } = destination;
  return scope === 'channel' && fallbackChannel !== channel ? fallbackChannel : undefined;
}

async function post(
  { sender, logger }: Performers,
  job: Job,
  { channel, notice, name }: { readonly channel: string; readonly notice: Notice; readonly name: string },
): Promise<SendResult> {
  const { renderer, locale, timeZone } = job.destination;
  const { content } = renderer.renderNotice(notice, { locale, timeZone, mentions: [] });
  const delivery = `notice.${name}`;
  const result = await sender.post({
    tenantId: job.claim.tenantId,
    channel: channelId(channel),
    content,
    deliveryId: delivery,
  });
  if (!result.ok) {
    const { reason, detail } = result;
    logger.warn(
      { ...whereabouts(job), delivery, channel, notice: notice.kind, reason, detail },
      'a notice could not be posted',
    );
  }
  return result;
}
