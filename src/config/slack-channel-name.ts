import { z } from 'zod';

const CHANNEL = /^(?:[CGD][A-Z0-9]+|#[^\s#A-Z]{1,80})$/;
const CHANNEL_WORDS =
  'must be a channel\'s id such as C0123ABCD, or its name in lower case and quotes such as "#alerts"';

/** Where Slack may post. */
export const SlackChannelName = z.string().regex(CHANNEL, CHANNEL_WORDS);
