import type { SandboxMessage } from '../../src/sandbox/channel.ts';

/** All that a message says: the texts of its blocks and of those behind its bar, or its text where it has none. */
export function textOf(message: SandboxMessage): string {
  const texts: string[] = [];
  JSON.stringify([message.blocks, message.attachments], (key, value: unknown) => {
    if ((key === 'text' || key === 'url') && typeof value === 'string') texts.push(value);
    return value;
  });
  return texts.length > 0 ? texts.join('\n') : message.text;
}

/** What blocks say to a reader, a line each, without what their buttons say. */
export function blocksText(blocks: readonly unknown[]): string {
  const texts: string[] = [];
  JSON.stringify(blocks, (key, value: unknown) => {
    if (key === 'accessory') return undefined;
    if (key === 'text' && typeof value === 'string') texts.push(value);
    return value;
  });
  return texts.join('\n');
}
