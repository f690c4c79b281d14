/** What a message shows on a phone, line by line, for counting what its first lines say. */

/** Slack's content, with attachments of blocks (ours, Grafana OnCall's) or of a title and a text (Alertmanager's). */
export interface Shown {
  readonly blocks?: readonly unknown[];
  readonly attachments?: readonly unknown[];
}

/**
 * Characters in a line of a phone 390 px wide, by the size of the letters: counted in `docs/images/template-*.png`, which
 * Chromium draws in Slack's sizes (18 px bold, 15 px, 13 px) and in letters a little wider than Slack's, and rounded down.
 */
const PHONE: Widths = { header: 38, text: 43, small: 51 };

/** No line breaks but those that the message has itself. */
const AS_WRITTEN: Widths = { header: Infinity, text: Infinity, small: Infinity };

interface Widths {
  readonly header: number;
  readonly text: number;
  readonly small: number;
}

type Node = Readonly<Record<string, unknown>>;

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value);
const nodes = (value: unknown): readonly Node[] => (Array.isArray(value) ? value.filter(isNode) : []);
const textOf = (value: unknown): string => (isNode(value) ? String(value.text ?? '') : String(value ?? ''));

/** As Slack shows mrkdwn; a date is its moment in brackets, ⟨1795179720⟩, about as long as "today 2:02 PM". */
export function visible(mrkdwn: string): string {
  return mrkdwn
    .replace(/<!date\^(\d+)\^[^>]*>/g, '⟨$1⟩')
    .replace(/<https?:[^|>]*\|([^>]*)>/g, '$1')
    .replace(/<(@\w+)>/g, '$1')
    .replace(/:[a-z_]+:/g, '•')
    .replace(/[*`]/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const line of visible(text).split('\n')) {
    let current = '';
    for (const word of line.split(/[ \t]/)) {
      if (current !== '' && `${current} ${word}`.length > width) {
        lines.push(current);
        current = word;
      } else {
        current = current === '' ? word : `${current} ${word}`;
      }
    }
    if (current !== '') lines.push(current);
  }
  return lines;
}

function linesOf(block: Node, widths: Widths): readonly string[] {
  switch (block.type) {
    case 'header':
      return wrap(textOf(block.text), widths.header);
    case 'section':
      return [block.text, ...nodes(block.fields)].flatMap((text) => wrap(textOf(text), widths.text));
    case 'context':
      return wrap(nodes(block.elements).map(textOf).join(' '), widths.small);
    case 'actions':
      return [nodes(block.elements).map(buttonText).join(' ')];
    case 'table':
      return (Array.isArray(block.rows) ? block.rows : []).map((row) => nodes(row).map(textOf).join(' | '));
    default:
      return [];
  }
}

/** As a button, so that a word on one counts as an offer and not as a statement. */
const buttonText = ({ text }: Node): string => `[${textOf(text)}]`;

function linesOfAttachment({ blocks, title, text }: Node, widths: Widths): readonly string[] {
  const old = [title, text].flatMap((each) => (each === undefined ? [] : wrap(String(each), widths.text)));
  return [...old, ...nodes(blocks).flatMap((block) => linesOf(block, widths))];
}

function allLines({ blocks = [], attachments = [] }: Shown, widths: Widths): readonly string[] {
  const top = nodes(blocks).flatMap((block) => linesOf(block, widths));
  return [...top, ...nodes(attachments).flatMap((attachment) => linesOfAttachment(attachment, widths))];
}

/** The lines of a message, from its top, as a phone breaks them. */
export const phoneLines = (shown: Shown): readonly string[] => allLines(shown, PHONE);

/** The lines of a message, from its top, as they were written. */
export const writtenLines = (shown: Shown): readonly string[] => allLines(shown, AS_WRITTEN);
