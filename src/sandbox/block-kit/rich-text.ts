import { boolean, list, number, type ObjectRule, object, oneOf, string, union } from './rules.ts';

const style = object({}, { bold: boolean, code: boolean, italic: boolean, strike: boolean, underline: boolean });
const styled = { style };

const TEXT = object({ text: string() }, styled);
const LINK = object({ url: string() }, { ...styled, text: string(undefined, 0), unsafe: boolean });

const INLINE: Readonly<Record<string, ObjectRule>> = {
  text: TEXT,
  link: LINK,
  broadcast: object({ range: oneOf('here', 'channel', 'everyone') }, styled),
  color: object({ value: string() }, styled),
  channel: object({ channel_id: string() }, styled),
  date: object({ timestamp: number(), format: string() }, { ...styled, url: string(), fallback: string() }),
  emoji: object({ name: string() }, { ...styled, unicode: string(), url: string(), skin_tone: number(1, 6) }),
  team: object({ team_id: string() }, styled),
  user: object({ user_id: string() }, styled),
  usergroup: object({ usergroup_id: string() }, styled),
};

const inline = list(
  union(() => INLINE),
  undefined,
  0,
);
const border = number(0, 1);
const SECTION = object({ elements: inline });

const PARTS: Readonly<Record<string, ObjectRule>> = {
  rich_text_section: SECTION,
  rich_text_list: object(
    { elements: list(union(() => ({ rich_text_section: SECTION }))), style: oneOf('bullet', 'ordered') },
    { indent: number(0, 8), offset: number(0), border },
  ),
  rich_text_quote: object({ elements: inline }, { border }),
  rich_text_preformatted: object(
    {
      elements: list(
        union(() => ({ text: TEXT, link: LINK })),
        undefined,
        0,
      ),
    },
    { border, language: string() },
  ),
};

/** The fields of a rich_text block besides its `block_id`; the same in table cells, where `block_id` is allowed too. */
export const richTextFields = { elements: list(union(() => PARTS)) };

/** A rich_text block inside another object. */
export const richText = union(() => ({ rich_text: object(richTextFields, { block_id: string() }) }));
