/** What the refused are told, in every language. */
import { describe, expect, test } from '@jest/globals';
import { denialText } from '../../src/render/denial-text.ts';
import type { Language } from '../../src/render/language.ts';
import { LOCALES, productBase } from './rendering.ts';

const { renderer } = productBase();
const languageOf = (locale: string): Language => renderer.language({ locale, timeZone: 'UTC' });

const MISSING = { roles: ['responder', 'manager'], ask: ['<!subteam^S0LEADS>', '<@U0ADA>'] };

describe('who may not', () => {
  test('hears which role it takes and whom to ask', () => {
    expect(denialText(MISSING, languageOf('en'))).toBe(
      'This takes the role `responder` or `manager`. Nothing has changed; please ask <!subteam^S0LEADS> or <@U0ADA> for it.',
    );
    expect(denialText(MISSING, languageOf('de'))).toBe(
      'Dafür ist die Rolle `responder` oder `manager` nötig. Es hat sich nichts geändert; bitte bei <!subteam^S0LEADS> oder <@U0ADA> anfragen.',
    );
  });

  test.each(LOCALES)('hears it in %s with all that there is to say, and no more', (locale) => {
    const language = languageOf(locale);
    const told = [
      MISSING,
      { ...MISSING, ask: [] },
      { ...MISSING, unsure: true as const },
      { roles: [], ask: ['<@U0ADA>'] },
    ].map((denial) => denialText(denial, language));
    expect(new Set(told).size).toBe(4);
    expect(told.map((text) => text.includes('`responder`') && text.includes('`manager`'))).toEqual([
      true,
      true,
      true,
      false,
    ]);
    expect(told.map((text) => text.includes('<@U0ADA>'))).toEqual([true, false, false, false]);
    expect(told.join('')).not.toMatch(/[{}]|undefined/);
  });

  test('hears of no more roles than anybody reads', () => {
    const roles = ['a', 'b', 'c', 'd', 'e', 'f'];
    expect(denialText({ roles, ask: [] }, languageOf('en'))).toContain('the role `a`, `b`, `c`, `d`, or `e`.');
  });

  test('can be called by nobody through a configured text that is no mention of people', () => {
    expect(denialText({ ...MISSING, ask: ['<!channel>'] }, languageOf('en'))).toContain('ask &lt;!channel&gt; for it');
  });
});
