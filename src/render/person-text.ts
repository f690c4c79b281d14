import { dataLine } from './escape.ts';
import { LABEL_CHARS } from './slack-limits.ts';

/** Slack's ids of people. */
const USER_ID = /^[UW][A-Z0-9]+$/;

/** A person as a mention, which Slack shows as their name; any other text as data. */
export function personText(by: string): string {
  return USER_ID.test(by) ? `<@${by}>` : dataLine(by, LABEL_CHARS);
}
