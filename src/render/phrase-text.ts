import { escapeMarkup } from './escape.ts';

/** A phrase taken apart: `texts` are one longer than `names`, which stand between them. */
export interface PhraseText {
  readonly texts: readonly string[];
  readonly names: readonly string[];
}

const PLACEHOLDER = /\{\{([^{}]*)\}\}/;
const NAME = /^[A-Za-z][A-Za-z0-9_]*$/;

/** Takes a phrase apart at its `{{name}}` placeholders and escapes the rest for mrkdwn. */
export function parsePhrase(source: string): PhraseText {
  const texts: string[] = [];
  const names: string[] = [];
  for (const [index, part] of source.split(PLACEHOLDER).entries()) {
    if (index % 2 === 0) texts.push(escapeMarkup(part));
    else names.push(part.trim());
  }
  return { texts, names };
}

/** What is wrong with a phrase's placeholders, if anything. */
export function phraseProblem(source: string): string | undefined {
  const { texts, names } = parsePhrase(source);
  const bad = names.find((name) => !NAME.test(name));
  if (bad !== undefined) return `placeholder "{{${bad}}}" is not a plain name`;
  return texts.some((text) => text.includes('{{') || text.includes('}}')) ? 'a placeholder is not closed' : undefined;
}
