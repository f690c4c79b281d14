/** Short ways to write blocks. */
export const x = (count: number): string => 'x'.repeat(count);
export const plain = (text: string): object => ({ type: 'plain_text', text });
export const mrkdwn = (text: string): object => ({ type: 'mrkdwn', text });
export const header = (text: string): object => ({ type: 'header', text: plain(text) });
export const actions = (...elements: readonly object[]): object => ({ type: 'actions', elements });
export const option = (value: string): object => ({ text: plain(value), value });
export const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));
export const cell = (text: string): object => ({ type: 'raw_text', text });
export const richText = {
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 'a' }] }],
};
