import type { VNode } from 'preact';
import { ThemeButton } from '../../frame/theme.tsx';
import { LANGUAGES, useTexts } from './texts.ts';

/** Which language and which theme. */
export function Appearance({ onLanguage }: { onLanguage(locale: string): void }): VNode {
  const { t, locale } = useTexts();
  return (
    <div class="tools-row">
      <select
        class="button menu"
        aria-label={t('shell.language')}
        value={locale}
        onChange={(event) => onLanguage(event.currentTarget.value)}
      >
        {LANGUAGES.map((language) => (
          <option key={language} value={language} lang={language}>
            {nameOf(language)}
          </option>
        ))}
      </select>
      <ThemeButton nameOf={(theme) => t(`theme.${theme}`)} />
    </div>
  );
}

/** What a language calls itself, with a capital as in a list of languages. */
function nameOf(locale: string): string {
  const name = new Intl.DisplayNames([locale], { type: 'language' }).of(locale) ?? locale;
  return name.charAt(0).toLocaleUpperCase(locale) + name.slice(1);
}
