import type { Clock } from '../core/clock.ts';
import { messageTs } from '../core/ids.ts';
import { DRY_CHANNEL } from '../core/own-groups.ts';
import type { Sender, SendResult } from './sender.ts';

/** Slack's timestamps count microseconds. */
const DIGITS = 6;

/** Sends as ever, but what is for the dry channel: that Slack is not told of, and it counts as taken. */
export function withoutDry(sender: Sender, clock: Clock): Sender {
  const isDry = ({ channel }: { readonly channel: string }) => channel === DRY_CHANNEL;
  const taken = (): SendResult => {
    return { ok: true, channel: DRY_CHANNEL, ts: messageTs((clock.now() / 1_000).toFixed(DIGITS)) };
  };
  return {
    post: async (request) => (isDry(request) ? taken() : await sender.post(request)),
    update: async (request) => (isDry(request) ? taken() : await sender.update(request)),
    find: async (request) => (isDry(request) ? { ok: true, messages: [] } : await sender.find(request)),
    openDirect: (request) => sender.openDirect(request),
    linkTo: async (request) => (isDry(request) ? undefined : await sender.linkTo(request)),
  };
}
