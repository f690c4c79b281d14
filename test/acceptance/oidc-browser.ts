/** As much of a browser as a sign-in takes: it keeps cookies by host and follows redirects. */
export class OidcBrowser {
  readonly #jars = new Map<string, Map<string, string>>();
  /** Every address that it was at, the newest last. */
  readonly seen: URL[] = [];
  /** What the last answers had set, as they said it. */
  readonly setCookies: string[] = [];

  /** Goes there and wherever it is led. Ends at our page, or where `until` says; tells where. */
  async go(address: string, until: (url: URL) => boolean = isOurPage): Promise<URL> {
    let url = new URL(address);
    for (let hops = 0; hops < 15; hops += 1) {
      this.seen.push(url);
      if (until(url)) return url;
      const { status, headers } = await this.fetch(url.href);
      const location = headers.get('location');
      if (location === null) throw new Error(`${url.pathname} answered ${status} and leads nowhere`);
      url = new URL(location, url);
    }
    throw new Error('it goes on and on');
  }

  /** One request with the cookies of its host. */
  async fetch(address: string, init: RequestInit = {}): Promise<Response> {
    const url = new URL(address);
    const jar = this.#jars.get(url.host) ?? new Map<string, string>();
    this.#jars.set(url.host, jar);
    const cookie = Array.from(jar, ([name, value]) => `${name}=${value}`).join('; ');
    const headers = { origin: url.origin, ...(cookie === '' ? {} : { cookie }), ...init.headers };
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const text of response.headers.getSetCookie()) {
      this.setCookies.push(text);
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(text) ?? [];
      if (value === '') jar.delete(name);
      else jar.set(name, value);
    }
    return response;
  }

  /** Another with the same cookies. */
  copy(): OidcBrowser {
    const other = new OidcBrowser();
    for (const [host, jar] of this.#jars) other.#jars.set(host, new Map(jar));
    return other;
  }
}

function isOurPage({ pathname }: URL): boolean {
  return pathname === '/console/';
}
