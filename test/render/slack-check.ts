/**
 * Slack's limits and the product's own budget, written down a second time and from Slack's documentation, so that the
 * code under test is not its own judge.
 */
import { expect } from '@jest/globals';
import type { Content } from '../../src/core/content.ts';
import { allBlocks } from './draw.ts';

type Node = Readonly<Record<string, unknown>>;

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Tokens that the product may write into mrkdwn: dates, links, and mentions where they are allowed. */
const DATE = /^<!date\^\d+\^(?:\{date_short_pretty\} \{time\}|\{date_short\}|\{ago\})\|[^<>|]+>$/;
const LINK = /^<https?:\/\/[^<>| ]+\|[^<>]+>$/;
export const MENTION = /^<(?:@[UW]|!subteam\^S|!here|!channel|!everyone)/;

/** Every `<…>` token in a text; fails on a stray angle bracket, a bare ampersand or a lone surrogate. */
function tokensOf(text: string): readonly string[] {
  const tokens = text.match(/<[^<>]*>/g) ?? [];
  const rest = text.replace(/<[^<>]*>/g, '');
  if (/[<>]/.test(rest)) throw new Error(`stray angle bracket in ${JSON.stringify(text)}`);
  if (/&(?!amp;|lt;|gt;)/.test(text)) throw new Error(`unescaped or cut ampersand in ${JSON.stringify(text)}`);
  if (/\p{Cs}/u.test(text)) throw new Error(`lone surrogate in ${JSON.stringify(text)}`);
  return tokens;
}

class SlackCheck {
  readonly problems: string[] = [];
  readonly mentions: string[] = [];
  characters = 0;

  require(holds: boolean, problem: string): void {
    if (!holds) this.problems.push(problem);
  }

  text(value: unknown, kind: 'plain_text' | 'mrkdwn', max: number, where: string): void {
    if (!isNode(value) || typeof value.text !== 'string') {
      this.problems.push(`${where}: no text object`);
      return;
    }
    const { text } = value;
    this.require(value.type === kind, `${where}: ${String(value.type)} instead of ${kind}`);
    this.require(text.trim().length >= 1, `${where}: empty`);
    this.require(text.length <= max, `${where}: ${text.length} of ${max}`);
    this.require(!/[\u202A-\u202E\u2066-\u2069]|(?!\n|\t)\p{Cc}/u.test(text), `${where}: control character`);
    if (kind === 'plain_text') {
      this.require(!/\p{Cs}/u.test(text) && !text.includes('\n'), `${where}: not one sound line`);
      this.characters += text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').length;
      return;
    }
    this.require(value.verbatim === true, `${where}: Slack may turn text into links`);
    this.characters += text.length;
    for (const token of tokensOf(text)) {
      if (MENTION.test(token)) this.mentions.push(token);
      else this.require(DATE.test(token) || LINK.test(token), `${where}: token ${token}`);
    }
  }

  block(block: unknown, at: number): void {
    if (!isNode(block)) throw new Error(`block ${at} is no object`);
    const where = `block ${at} (${String(block.type)})`;
    const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
    switch (block.type) {
      case 'header':
        this.characters += 100;
        this.text(block.text, 'plain_text', 150, where);
        break;
      case 'section':
        this.require((block.text === undefined) !== (block.fields === undefined), `${where}: text or fields`);
        if (block.text !== undefined) this.text(block.text, 'mrkdwn', 3000, where);
        this.require(list(block.fields).length <= 10, `${where}: too many fields`);
        for (const field of list(block.fields)) this.text(field, 'mrkdwn', 2000, where);
        break;
      case 'context':
        this.require(list(block.elements).length >= 1 && list(block.elements).length <= 10, `${where}: elements`);
        for (const element of list(block.elements)) this.text(element, 'mrkdwn', 3000, where);
        break;
      case 'actions':
        this.actions(list(block.elements), where);
        break;
      case 'table':
        this.table(block, where);
        break;
      case 'divider':
        break;
      default:
        this.problems.push(`${where}: unknown type`);
    }
  }

  table(block: Node, where: string): void {
    const rows = Array.isArray(block.rows) ? block.rows : [];
    const columns = Array.isArray(rows[0]) ? rows[0].length : 0;
    this.require(rows.length >= 2 && rows.length <= 100 && columns >= 1 && columns <= 20, `${where}: size`);
    for (const row of rows) {
      this.require(Array.isArray(row) && row.length === columns, `${where}: uneven rows`);
      for (const cell of Array.isArray(row) ? row : []) {
        const text = isNode(cell) && cell.type === 'raw_text' ? String(cell.text) : '';
        this.require(text.trim() !== '' && !text.includes('\n') && !/\p{Cs}/u.test(text), `${where}: cell ${text}`);
        this.characters += text.length;
      }
    }
  }

  menu(options: readonly unknown[], where: string): void {
    this.require(options.length >= 1 && options.length <= 5, `${where}: ${options.length} options`);
    for (const option of options) {
      if (!isNode(option)) throw new Error(`${where}: option is no object`);
      this.text(option.text, 'plain_text', 75, where);
      this.require(String(option.value).length <= 75, `${where}: value`);
      if (option.url !== undefined) this.url(option.url, where);
    }
  }

  url(value: unknown, where: string): void {
    const url = String(value);
    this.require(url.length <= 3000 && /^https?:\/\/[^\s<>|]+$/.test(url), `${where}: url ${url}`);
  }

  actions(elements: readonly unknown[], where: string): void {
    this.require(elements.length >= 1 && elements.length <= 25, `${where}: ${elements.length} elements`);
    const ids = elements.map((element) => (isNode(element) ? element.action_id : undefined));
    this.require(new Set(ids).size === ids.length && !ids.includes(undefined), `${where}: action ids`);
    for (const element of elements) {
      if (!isNode(element)) throw new Error(`${where}: element is no object`);
      if (element.type === 'overflow') {
        this.menu(Array.isArray(element.options) ? element.options : [], where);
        continue;
      }
      this.text(element.text, 'plain_text', 75, where);
      if (element.value !== undefined) this.require(String(element.value).length <= 2000, `${where}: value`);
      if (element.url !== undefined) this.url(element.url, where);
    }
  }
}

/** Fails unless Slack would take the content, and nothing in it pings but `mentions`. */
export function expectSlackAccepts(content: Content, mentions: readonly string[] = []): void {
  const { text, attachments = [], json } = content;
  const blocks = allBlocks(content);
  const check = new SlackCheck();
  check.require(content.blocks.length >= 1 && blocks.length <= 50, `${blocks.length} blocks`);
  check.require(attachments.length <= 1, `${attachments.length} attachments`);
  for (const { color, fallback, blocks: inner } of attachments) {
    check.require(/^#[0-9A-F]{6}$/.test(color), `color ${color}`);
    check.require(fallback.trim() !== '' && inner.length >= 1, 'an attachment without text or blocks');
    check.require(tokensOf(fallback).length === 0, `tokens in an attachment's text: ${fallback}`);
  }
  if (json !== undefined) {
    expect(JSON.parse(json.blocks)).toEqual(content.blocks);
    expect(JSON.parse(json.attachments ?? '[]')).toEqual(attachments);
  }
  const tables = blocks.filter((block) => 'type' in block && block.type === 'table');
  check.require(tables.length <= 1, `${tables.length} tables`);
  for (const [index, block] of blocks.entries()) check.block(block, index);
  const ownMentions = mentions.reduce((sum, mention) => sum + mention.length + 1, 0);
  check.require(check.characters - ownMentions <= 10_000, `${check.characters} characters`);
  check.require(Buffer.byteLength(text) <= 3_800, `text has ${Buffer.byteLength(text)} bytes`);
  check.require(text.trim() !== '', 'text is empty');
  check.require(tokensOf(text).length === 0, `tokens in text: ${text}`);
  expect(check.problems).toEqual([]);
  expect(check.mentions).toEqual(mentions);
}

/** Every string that readers see in the blocks, in order. */
export function textsOf(content: Content): readonly string[] {
  const texts: string[] = [];
  JSON.stringify(allBlocks(content), (key, value) => {
    if (key === 'text' && typeof value === 'string') texts.push(value);
    return value;
  });
  return texts;
}
