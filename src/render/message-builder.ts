import {
  actionsBlock,
  type Button,
  buttonElement,
  contextBlock,
  dividerBlock,
  fieldsBlock,
  headerBlock,
  type MenuOption,
  overflowElement,
  type RowButton,
  sectionBlock,
  tableBlock,
} from './block-kit.ts';
import { cutMrkdwn, cutPlain, splitMrkdwn, tidyLines } from './cut-text.ts';
import { escapeMarkup, toPlainText } from './escape.ts';
import { BUDGET, SLACK_LIMITS } from './slack-limits.ts';
import type { TableDraft } from './table-draft.ts';

/** A block of the message, and what it is to the message. */
export interface Entry {
  readonly kind: 'header' | 'mentions' | 'body';
  readonly block: object;
}

/** Less room than this is not worth another block. */
const MIN_PIECE = 20;

/**
 * Collects a message's blocks and owns Slack's limits: whatever is added, `entries` are within them.
 * Texts are finished mrkdwn. `overflowed` tells whether something had to be cut for the message's sake.
 */
export class MessageBuilder {
  readonly #entries: Entry[] = [];
  /** Blocks without the mentions, so that a message with them and one without are cut alike. */
  #drawn = 0;
  #mentioned = false;
  #hasTable = false;
  #used = 0;
  #overflowed = false;

  /** Escaped characters so far, as Slack is thought to count them; mentions are not counted, they have their own share. */
  get used(): number {
    return this.#used;
  }

  get overflowed(): boolean {
    return this.#overflowed;
  }

  get entries(): readonly Entry[] {
    return this.#entries;
  }

  get hasRoomForText(): boolean {
    return this.#drawn < BUDGET.textBlocks && this.#used + MIN_PIECE <= BUDGET.textChars;
  }

  header(text: string): void {
    const plain = cutPlain(toPlainText(text), SLACK_LIMITS.header);
    if (plain === '') return;
    const size = escapeMarkup(plain).length + BUDGET.perHeader;
    if (this.#fits(size, BUDGET.headerChars)) this.#add(headerBlock(plain), size, 'header');
  }

  section(text: string): void {
    for (const piece of splitMrkdwn(tidyLines(text), SLACK_LIMITS.sectionText)) {
      const fitting = this.#cutToRoom(piece);
      if (fitting !== '') this.#add(sectionBlock(fitting), fitting.length);
    }
  }

  context(text: string): void {
    const pieces = splitMrkdwn(tidyLines(text), SLACK_LIMITS.sectionText).slice(0, SLACK_LIMITS.contextElements);
    const { texts, size } = this.#cutEach(pieces);
    if (texts.length > 0) this.#add(contextBlock(texts), size);
  }

  /** Two columns; more than ten fields become a further block. */
  fields(all: readonly string[]): void {
    for (let start = 0; start < all.length; start += SLACK_LIMITS.fields) {
      const pieces = all.slice(start, start + SLACK_LIMITS.fields);
      const { texts, size } = this.#cutEach(pieces.map((text) => cutMrkdwn(text, SLACK_LIMITS.fieldText)));
      if (texts.length > 0) this.#add(fieldsBlock(texts), size);
    }
  }

  divider(): void {
    if (this.hasRoomForText) this.#add(dividerBlock(), 0);
  }

  /** A table where it fits and is the message's first, since Slack takes only one; else the same as a list. */
  table(draft: TableDraft): void {
    if (draft.rowCount === 0) return;
    const { aligns, cells } = draft;
    const size = cells.reduce((sum, row) => row.reduce((inner, text) => inner + escapeMarkup(text).length, sum), 0);
    const fits =
      !this.#hasTable &&
      cells.length <= SLACK_LIMITS.tableRows &&
      aligns.length <= SLACK_LIMITS.tableColumns &&
      this.#drawn < BUDGET.textBlocks &&
      this.#used + size <= BUDGET.textChars;
    if (!fits) {
      this.section(draft.lines);
      return;
    }
    this.#hasTable = true;
    this.#add(tableBlock(cells, aligns), size);
  }

  /** One row: what a phone has no room for goes into the menu, as far as it is links; the rest makes further rows. */
  actions(buttons: readonly Button[]): void {
    const { row, menu } = rowOf(buttons);
    for (let start = 0; start < row.length; start += SLACK_LIMITS.actionElements) {
      const elements: object[] = [];
      let size = 0;
      const add = (texts: readonly string[], element: (texts: readonly string[]) => object): void => {
        const cut = texts.map((text) => cutPlain(text, SLACK_LIMITS.buttonText));
        const length = cut.reduce((sum, text) => sum + escapeMarkup(text).length, 0);
        if (cut.includes('') || !this.#fits(size + length, BUDGET.buttonChars)) return;
        elements.push(element(cut));
        size += length;
      };
      const isLast = start + SLACK_LIMITS.actionElements >= row.length;
      for (const [index, button] of row.slice(start, start + SLACK_LIMITS.actionElements).entries()) {
        add([button.text], ([text = '']) => buttonElement({ ...button, text }, index));
      }
      if (isLast && menu.length > 0) {
        const named = (texts: readonly string[]) =>
          menu.map((option, index) => ({ ...option, text: texts[index] ?? '' }));
        add(
          menu.map(({ text }) => text),
          (texts) => overflowElement(named(texts), elements.length),
        );
      }
      if (elements.length > 0) this.#add(actionsBlock(elements), size);
    }
  }

  /** `text` is Slack's own mention syntax. Drawn at most once. */
  mentions(text: string): void {
    if (text === '' || this.#mentioned) return;
    this.#entries.push({ kind: 'mentions', block: sectionBlock(cutMrkdwn(text, BUDGET.mentionChars)) });
    this.#mentioned = true;
  }

  #add(block: object, size: number, kind: Entry['kind'] = 'body'): void {
    this.#entries.push({ kind, block });
    this.#drawn += 1;
    this.#used += size;
  }

  #fits(size: number, chars: number): boolean {
    const fits = this.#drawn < BUDGET.blocks && this.#used + size <= chars;
    if (!fits) this.#overflowed = true;
    return fits;
  }

  /** As much of the texts of one block as the message has room for; those for which it has none are left out. */
  #cutEach(pieces: readonly string[]): { readonly texts: readonly string[]; readonly size: number } {
    const texts: string[] = [];
    let size = 0;
    for (const piece of pieces) {
      const fitting = this.#cutToRoom(piece, size);
      if (fitting !== '') texts.push(fitting);
      size += fitting.length;
    }
    return { texts, size };
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

interface Row {
  readonly row: readonly RowButton[];
  readonly menu: readonly MenuOption[];
}

/** Parts buttons into those of the row, and the last links with what is for the ⋯ menu alone, which stands at its end. */
function rowOf(buttons: readonly Button[]): Row {
  const inMenu = buttons.filter((button) => 'menuValue' in button).slice(0, SLACK_LIMITS.overflowOptions);
  const row = buttons.filter((button): button is RowButton => !('menuValue' in button));
  const menu: MenuOption[] = [];
  while (row.length > SLACK_LIMITS.rowButtons && menu.length + inMenu.length < SLACK_LIMITS.overflowOptions) {
    const last = row.findLastIndex((button) => 'url' in button);
    const [link] = last < 0 ? [] : row.splice(last, 1);
    if (link === undefined || !('url' in link)) break;
    menu.unshift(link);
  }
  return { row, menu: [...menu, ...inMenu] };
}
