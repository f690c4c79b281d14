import type { Reader } from '../block-kit/slack-date.ts';

/** For dates of the page itself: it speaks English, in the reader's zone; only messages speak their readers' languages. */
export function pageReader(reader: Reader): Reader {
  return { ...reader, locale: 'en-GB' };
}
