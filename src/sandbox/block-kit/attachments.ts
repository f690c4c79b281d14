import { type BlockFault, isObject } from './check-rule.ts';
import { validateBlocks } from './validate-blocks.ts';

/** [T] message-attachments.d.ts: a name, or a hex colour. */
const COLOR = /^(?:good|warning|danger|#[0-9A-Fa-f]{3}|#[0-9A-Fa-f]{6})$/;

const TEXTS = ['fallback', 'pretext', 'title', 'text', 'footer', 'author_name'] as const;

/** What Slack would refuse about one attachment, and what it would draw otherwise than meant. Pointers begin with its place. */
export function attachmentFaults(attachment: unknown, index: number): readonly BlockFault[] {
  const root = `/attachments/${index}`;
  if (!isObject(attachment)) return [{ pointer: root, message: 'must be an object' }];
  const faults: BlockFault[] = [];
  const { color, blocks } = attachment;
  if (color !== undefined && (typeof color !== 'string' || !COLOR.test(color))) {
    faults.push({ pointer: `${root}/color`, message: 'must be good, warning, danger or a hex colour' });
  }
  for (const name of TEXTS) {
    const text = attachment[name];
    if (text !== undefined && typeof text !== 'string') {
      faults.push({ pointer: `${root}/${name}`, message: 'must be a string' });
    }
  }
  if (blocks === undefined) return faults;
  return [...faults, ...validateBlocks(blocks, `${root}/blocks`)];
}
