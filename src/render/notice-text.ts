import type { DeliveryReason } from '../core/errors.ts';
import { pingText } from './escalation-text.ts';
import { dataLine, escapeMarkup } from './escape.ts';
import type { Language } from './language.ts';
import type { Notice } from './renderer.ts';
import { LABEL_CHARS } from './slack-limits.ts';
import { ViewContext } from './view-context.ts';

/** What is wrong with a channel and what to do about it, by why Slack refuses it. */
const REASON_PHRASES: Readonly<Partial<Record<DeliveryReason, string>>> = {
  channel_not_found: 'relay.channel_not_found',
  not_in_channel: 'relay.not_in_channel',
  channel_archived: 'relay.channel_archived',
  channel_restricted: 'relay.channel_restricted',
};

/** What a notice says, in mrkdwn: one sentence, then what to do where somebody has to do something. */
export function noticeText(notice: Exclude<Notice, { kind: 'report' }>, language: Language): string {
  const { formats } = language;
  if (notice.kind === 'ping') {
    return pingText(notice, new ViewContext({ view: notice.view, language, part: 'message' }), language);
  }
  if (notice.kind === 'outage') {
    const { from, until } = notice;
    return language.phrase('relay.outage', {
      from: formats.moment(from, 'time'),
      until: formats.moment(until, 'time'),
      duration: formats.duration(until - from),
    });
  }
  const about = { receiver: dataLine(notice.receiver, LABEL_CHARS), channel: channelMention(notice.channel) };
  if (notice.kind === 'mended') {
    return language.phrase('relay.mended', { ...about, duration: formats.duration(notice.until - notice.since) });
  }
  const why = language.phrase(REASON_PHRASES[notice.reason] ?? 'relay.channel_restricted');
  return `${language.phrase('relay.held', about)}\n${why}`;
}

/** Slack draws a channel's id as a link to it; of a name it knows nothing. */
function channelMention(channel: string): string {
  return channel.startsWith('#') ? escapeMarkup(channel) : `<#${escapeMarkup(channel)}>`;
}
