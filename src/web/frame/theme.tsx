import type { VNode } from 'preact';
import { useState } from 'preact/hooks';

const THEMES = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const SIGNS: Readonly<Record<Theme, string>> = { auto: '◐', light: '☀', dark: '☾' };
const KEY = 'tocsin-theme';

/** Applies the theme that was chosen here before; `auto` follows the system. */
export function restoreTheme(): void {
  apply(storedTheme());
}

/** A button that goes from automatic to light to dark. `nameOf` says it in another language than English. */
export function ThemeButton({ nameOf = englishName }: { readonly nameOf?: (theme: Theme) => string }): VNode {
  const [theme, setTheme] = useState(storedTheme);
  const next = (): void => {
    const chosen = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'auto';
    localStorage.setItem(KEY, chosen);
    apply(chosen);
    setTheme(chosen);
  };
  return (
    <button type="button" class="theme" onClick={next} title={nameOf(theme)} aria-label={nameOf(theme)}>
      {SIGNS[theme]}
    </button>
  );
}

function englishName(theme: Theme): string {
  return `Theme: ${theme}. Change`;
}

function storedTheme(): Theme {
  const stored = localStorage.getItem(KEY);
  return THEMES.find((theme) => theme === stored) ?? 'auto';
}

function apply(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
}
