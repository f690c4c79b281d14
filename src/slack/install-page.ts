/** The pages that a person sees who installs the app: a card with a few words, and at the beginning one link. */
import { createHash } from 'node:crypto';
import type { Response } from 'express';

export interface InstallPage {
  readonly status: number;
  /** BCP 47. */
  readonly locale: string;
  /** Texts of which nothing is taken as HTML but entities: see {@link escapeHtml} for values. */
  readonly title: string;
  readonly text: string;
  readonly isDone?: boolean;
  readonly link?: { readonly href: string; readonly text: string };
}

const STYLE = `
:root { color-scheme: light dark; font: 1.0625rem/1.55 system-ui, sans-serif; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: light-dark(#f4f2f0, #1a1817); }
main { box-sizing: border-box; width: min(32rem, 100% - 2rem); margin: 1rem; padding: 2rem; border-radius: 0.75rem;
  background: light-dark(#fff, #262321); color: light-dark(#24201d, #eeeae6); border-top: 0.375rem solid #8b1a1a;
  overflow-wrap: anywhere; }
main.done { border-top-color: #1d7a46; }
h1 { margin: 0 0 0.75rem; font-size: 1.375rem; line-height: 1.3; }
p { margin: 0; }
a { display: inline-block; margin-top: 1.5rem; padding: 0.625rem 1.25rem; border-radius: 0.5rem; background: #8b1a1a;
  color: #fff; font-weight: 600; text-decoration: none; }
a:focus-visible { outline: 0.1875rem solid light-dark(#24201d, #eeeae6); outline-offset: 0.1875rem; }
`;

/** Nothing runs, nothing is loaded, nobody frames it, and its address, which holds a key, is told to nobody. */
const HEADERS = {
  'Content-Security-Policy': [
    "default-src 'none'",
    'img-src data:',
    `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Robots-Tag': 'noindex, nofollow',
} as const;

export function sendInstallPage(response: Response, page: InstallPage): void {
  response.status(page.status).set(HEADERS).type('html').send(htmlOf(page));
}

function htmlOf({ locale, title, text, link, isDone = false }: InstallPage): string {
  const action = link === undefined ? '' : `\n<a href="${escapeHtml(link.href)}">${link.text}</a>`;
  return `<!doctype html>
<html lang="${escapeHtml(locale)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<main${isDone ? ' class="done"' : ''}>
<h1>${title}</h1>
<p>${text}</p>${action}
</main>
</body>
</html>
`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** The first language of an `Accept-Language` header, most wanted first, that there are phrases for; else English. */
export function readerLocale(header: string | undefined, known: ReadonlySet<string>): string {
  const wanted = (header ?? '')
    .slice(0, MAX_HEADER)
    .split(',')
    .map((part) => {
      const [tag = '', weight] = part.split(';q=');
      return { tag: tag.trim(), weight: weight === undefined ? 1 : Number(weight) };
    })
    .sort((a, b) => b.weight - a.weight);
  const languages = new Set([...known].map(languageOf));
  return wanted.find(({ tag }) => /^[A-Za-z-]+$/.test(tag) && languages.has(languageOf(tag)))?.tag ?? 'en';
}

/** Longer headers say nothing more. */
const MAX_HEADER = 500;

function languageOf(tag: string): string {
  return tag.split('-')[0]?.toLowerCase() ?? '';
}
