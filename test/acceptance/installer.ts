/** A person with a browser who installs the app, and an operator who lets them. */
import { expect } from '@jest/globals';
import { SECRETS } from './platform.ts';

/** A page that the browser shows. */
export interface ShownPage {
  readonly status: number;
  readonly html: string;
  readonly headers: Headers;
}

/** Keeps cookies as a browser does, by origin; follows nothing by itself. */
export class Browser {
  readonly #cookies = new Map<string, Map<string, string>>();
  readonly #language: string;

  constructor(language = 'en-GB') {
    this.#language = language;
  }

  async open(
    url: string,
    form?: Readonly<Record<string, string>>,
  ): Promise<ShownPage & { readonly location?: string }> {
    const { origin } = new URL(url);
    const cookies = this.#cookies.get(origin) ?? new Map<string, string>();
    const response = await fetch(url, {
      redirect: 'manual',
      headers: {
        'accept-language': this.#language,
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      },
      ...(form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = line.split(';')[0]?.split('=') ?? [];
      if (/Max-Age=0/.test(line)) cookies.delete(name);
      else cookies.set(name, value);
    }
    this.#cookies.set(origin, cookies);
    const location = response.headers.get('location');
    const { status, headers } = response;
    return { status, headers, html: await response.text(), ...(location === null ? {} : { location }) };
  }

  /** Opens the link, and says yes on Slack's page for that workspace, or no where none is named. Returns the way back. */
  async agree(link: string, workspace: string | undefined): Promise<string> {
    const page = await this.open(link);
    expect({ status: page.status, html: page.html }).toMatchObject({ status: 200 });
    return await this.answerSlack(authorizeUrlIn(page), workspace);
  }

  async answerSlack(authorizeUrl: string, workspace: string | undefined): Promise<string> {
    const { searchParams, origin, pathname } = new URL(authorizeUrl);
    const fields = { ...Object.fromEntries(searchParams), workspace: workspace ?? '' };
    const { location, html } = await this.open(`${origin}${pathname}`, fields);
    if (location === undefined) throw new Error(`Slack does not lead back: ${html}`);
    return location;
  }

  /** The whole way, to the page at its end. */
  async install(link: string, workspace: string | undefined): Promise<ShownPage> {
    return await this.open(await this.agree(link, workspace));
  }
}

export function authorizeUrlIn({ html }: ShownPage): string {
  const href = /<a href="([^"]+)"/.exec(html)?.[1];
  if (href === undefined) throw new Error(`no link in ${html}`);
  return href.replaceAll('&amp;', '&');
}

/** Asks the admin API for a link. */
export async function installLink(relayUrl: string, tenant: string, query = ''): Promise<string> {
  const response = await fetch(`${relayUrl}/api/v1/tenants/${tenant}/slack/install-links${query}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${SECRETS.TOCSIN_ADMIN_TOKEN}`, 'tocsin-actor': 'maria' },
  });
  const body: { url?: string; detail?: string } = JSON.parse(await response.text());
  if (response.status !== 201 || body.url === undefined) throw new Error(`${response.status} ${body.detail}`);
  return body.url;
}

export async function installations(relayUrl: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const response = await fetch(`${relayUrl}/api/v1/slack/installations`, {
    headers: { authorization: `Bearer ${SECRETS.TOCSIN_ADMIN_TOKEN}` },
  });
  const body: { installations: Record<string, unknown>[] } = JSON.parse(await response.text());
  return body.installations;
}
