import { LINK_ACTION_PREFIX } from '../core/action-ids.ts';
import type { GroupId } from '../core/ids.ts';
import { cutMrkdwn, cutPlain, splitMrkdwn, tidyLines } from './cut-text.ts';
import { escapeMarkup, toPlainText } from './escape.ts';
import { BUDGET, SLACK_LIMITS } from './slack-limits.ts';

/** A button as a template asks for it: one of ours, or one that opens a page. `text` is plain. */
export type Button =
  | { readonly text: string; readonly actionId: string; readonly value: GroupId; readonly primary?: boolean }
  | { readonly text: string; readonly url: string };

interface Entry {
  readonly block: object;
  readonly mention?: boolean;
}

/** Less room than this is not worth another block. */
const MIN_PIECE = 20;

/**
 * Collects a message's blocks and owns Slack's limits: whatever is added, what `blocks` gives is within them.
 * Texts are finished mrkdwn. `overflowed` tells whether something had to be cut for the message's sake.
 */
export class MessageBuilder {
  readonly #entries: Entry[] = [];
  /** Blocks without the mentions, so that a message with them and one without are cut alike. */
  #drawn = 0;
  #mentioned = false;
  #used = 0;
  #overflowed = false;

  /** Escaped characters so far, as Slack is thought to count them; mentions are not counted, they have their own share. */
  get used(): number {
    return this.#used;
  }

  get overflowed(): boolean {
    return this.#overflowed;
  }

  get blocks(): readonly object[] {
    return this.#entries.map((entry) => entry.block);
  }

  /** What the message says to everybody: equal on a first post and on an update without mentions. */
  get blocksWithoutMentions(): readonly object[] {
    return this.#entries.filter((entry) => entry.mention !== true).map((entry) => entry.block);
  }

  get hasRoomForText(): boolean {
    return this.#drawn < BUDGET.textBlocks && this.#used + MIN_PIECE <= BUDGET.textChars;
  }

  header(text: string): void {
    const plain = cutPlain(toPlainText(text), SLACK_LIMITS.header);
    if (plain === '') return;
    const size = escapeMarkup(plain).length + BUDGET.perHeader;
    if (this.#fits(size, BUDGET.headerChars)) this.#add({ type: 'header', text: plainText(plain) }, size);
  }

  section(text: string): void {
    for (const piece of splitMrkdwn(tidyLines(text), SLACK_LIMITS.sectionText)) {
      const fitting = this.#cutToRoom(piece);
      if (fitting !== '') this.#add({ type: 'section', text: mrkdwn(fitting) }, fitting.length);
    }
  }

  context(text: string): void {
    const elements: object[] = [];
    let size = 0;
    for (const piece of splitMrkdwn(tidyLines(text), SLACK_LIMITS.sectionText).slice(0, SLACK_LIMITS.contextElements)) {
      const fitting = this.#cutToRoom(piece, size);
      if (fitting !== '') elements.push(mrkdwn(fitting));
      size += fitting.length;
    }
    if (elements.length > 0) this.#add({ type: 'context', elements }, size);
  }

  /** Two columns; more than ten fields become a further block. */
  fields(texts: readonly string[]): void {
    for (let start = 0; start < texts.length; start += SLACK_LIMITS.fields) {
      const fields: object[] = [];
      let size = 0;
      for (const text of texts.slice(start, start + SLACK_LIMITS.fields)) {
        const fitting = this.#cutToRoom(cutMrkdwn(text, SLACK_LIMITS.fieldText), size);
        if (fitting !== '') fields.push(mrkdwn(fitting));
        size += fitting.length;
      }
      if (fields.length > 0) this.#add({ type: 'section', fields }, size);
    }
  }

  divider(): void {
    if (this.hasRoomForText) this.#add({ type: 'divider' }, 0);
  }

  actions(buttons: readonly Button[]): void {
    for (let start = 0; start < buttons.length; start += SLACK_LIMITS.actionElements) {
      const elements: object[] = [];
      let size = 0;
      for (const [index, button] of buttons.slice(start, start + SLACK_LIMITS.actionElements).entries()) {
        const text = cutPlain(button.text, SLACK_LIMITS.buttonText);
        const length = escapeMarkup(text).length;
        if (text === '' || !this.#fits(size + length, BUDGET.buttonChars)) continue;
        elements.push(buttonElement({ ...button, text }, index));
        size += length;
      }
      if (elements.length > 0) this.#add({ type: 'actions', elements }, size);
    }
  }

  /** `text` is Slack's own mention syntax. Drawn at most once. */
  mentions(text: string): void {
    if (text === '' || this.#mentioned) return;
    const block = { type: 'section', text: mrkdwn(cutMrkdwn(text, BUDGET.mentionChars)) };
    this.#entries.push({ block, mention: true });
    this.#mentioned = true;
  }

  #add(block: object, size: number): void {
    this.#entries.push({ block });
    this.#drawn += 1;
    this.#used += size;
  }

  #fits(size: number, chars: number): boolean {
    const fits = this.#drawn < BUDGET.blocks && this.#used + size <= chars;
    if (!fits) this.#overflowed = true;
    return fits;
  }

  /** As much of a text as the message has room for; empty when that is next to nothing. */
  #cutToRoom(text: string, pending = 0): string {
    const room = BUDGET.textChars - this.#used - pending;
    const fits = this.#drawn < BUDGET.textBlocks && text.length <= room;
    if (fits) return text;
    this.#overflowed = true;
    return this.#drawn >= BUDGET.textBlocks || room < MIN_PIECE ? '' : cutMrkdwn(text, room);
  }
}

function plainText(text: string): object {
  return { type: 'plain_text', text, emoji: true };
}

/** `verbatim`: Slack turns nothing in the text into a link by itself; what is a link, a helper made. */
function mrkdwn(text: string): object {
  return { type: 'mrkdwn', text, verbatim: true };
}

function buttonElement(button: Button, index: number): object {
  const text = plainText(button.text);
  if ('url' in button) return { type: 'button', action_id: `${LINK_ACTION_PREFIX}${index}`, text, url: button.url };
  const element = { type: 'button', action_id: button.actionId, text, value: button.value };
  return button.primary === true ? { ...element, style: 'primary' } : element;
}
