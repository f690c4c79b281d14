/**
 * The `action_id` of each button: what a message draws and what a click carries back. The value is the group's id.
 * `more` stands in the ⋯ menu, as one option among links.
 */
export const ACTION_IDS = {
  acknowledge: 'acknowledge',
  unacknowledge: 'unacknowledge',
  keep: 'keep',
  silence: 'silence',
  more: 'more',
} as const;

/** Buttons beside a group in a list. The value is the tenant's id, a blank, and the group's id. */
export const LIST_ACTION_IDS = {
  acknowledge: 'acknowledge-listed',
  unacknowledge: 'unacknowledge-listed',
} as const;

/** The button that draws the Home tab anew. */
export const REFRESH_HOME = 'refresh-home';

export type ActionId = keyof typeof ACTION_IDS;

/** Buttons that only open a page have this prefix and a number; Slack reports their clicks too. */
export const LINK_ACTION_PREFIX = 'link-';
