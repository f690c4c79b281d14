import { hash } from 'node:crypto';
import type { Content } from '../core/content.ts';
import { cutBytes } from './cut-text.ts';
import type { Entry } from './message-builder.ts';
import type { Rendered } from './renderer.ts';
import { BUDGET } from './slack-limits.ts';

/** A hash is compared only with that of the same message's last drawing: 128 bits are plenty. */
const HASH_CHARS = 32;

/** Longest text for clients that draw no blocks; the message's own text says the same above it. */
const ATTACHMENT_TEXT_BYTES = 300;

/** Blocks, and their JSON: written once, for the hash and for the wire. */
class BlockList {
  readonly blocks: object[] = [];
  readonly #hashed: object[] = [];

  add({ block, kind }: Entry): void {
    this.blocks.push(block);
    if (kind !== 'mentions') this.#hashed.push(block);
  }

  /** `hashed`: what the blocks say to everybody, equal on a first post and on an update without mentions. */
  write(): { readonly json: string; readonly hashed: string } {
    const json = JSON.stringify(this.blocks);
    return { json, hashed: this.#hashed.length === this.blocks.length ? json : JSON.stringify(this.#hashed) };
  }
}

/**
 * Puts a message together. With `color`, header and mentions stay on top, and everything else stands behind the bar; a
 * message without a header has no bar, because Slack would show `text` in the header's place.
 */
export function writeContent(drawn: {
  readonly entries: readonly Entry[];
  readonly text: string;
  readonly color: string | undefined;
}): Pick<Rendered, 'content' | 'hash'> {
  const { entries, color } = drawn;
  const text = cutBytes(drawn.text, BUDGET.fallbackBytes);
  const top = new BlockList();
  const body = new BlockList();
  const hasBar = color !== undefined && entries.some(({ kind }) => kind === 'header');
  for (const entry of entries) (hasBar && entry.kind === 'body' ? body : top).add(entry);
  const { json, hashed } = top.write();
  if (!hasBar || body.blocks.length === 0) {
    return { content: { blocks: top.blocks, text, json: { blocks: json } }, hash: hashOf(hashed, '', text) };
  }
  const fallback = cutBytes(text, ATTACHMENT_TEXT_BYTES);
  const bar = `"color":${JSON.stringify(color)},"fallback":${JSON.stringify(fallback)}`;
  const attachments = `[{${bar},"blocks":${body.write().json}}]`;
  const content: Content = {
    blocks: top.blocks,
    attachments: [{ color, fallback, blocks: body.blocks }],
    text,
    json: { blocks: json, attachments },
  };
  return { content, hash: hashOf(hashed, attachments, text) };
}

function hashOf(...parts: readonly string[]): string {
  return hash('sha256', parts.join('\0')).slice(0, HASH_CHARS);
}
