import AXE from 'axe-core';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { startChromium } from '../servers/chromium.ts';
import { answers } from './console-answers.ts';
import { type Answer, type ConsoleApi, pageOf, startConsoleApi } from './console-api.ts';
import { fleet, group, OPERATOR } from './console-facts.ts';

/** As many groups as the console must stay quick with. */
export const MANY = 10_000;

/** The made-up API, a browser, and what the browser complained of. */
export interface ConsoleStage {
  readonly api: ConsoleApi;
  /** What the browser wrote to its log, asked for elsewhere, or was forbidden by the policy. */
  readonly trouble: readonly string[];
  /** Forgets the complaints that a test caused on purpose. */
  forgive(expected: RegExp): void;
  open(path: string, options?: BrowserContextOptions): Promise<Page>;
  close(): Promise<void>;
}

/** Starts both, with {@link MANY} groups. */
export async function setConsoleStage(more: Readonly<Record<string, Answer>> = {}): Promise<ConsoleStage> {
  const groups = Array.from({ length: MANY }, (_, index) => group(index));
  const listGroups: Answer = ({ query }) => {
    const [text, severity] = [query.get('text') ?? '', query.get('severity')];
    const fitting = groups.filter(
      (each) => JSON.stringify(each).includes(text) && (severity === null || each.severity === severity),
    );
    return pageOf(fitting, query);
  };
  const api = await startConsoleApi({
    session: OPERATOR,
    fleet: fleet(),
    answers: { ...answers, listGroups, ...more },
  });
  const browser = await startChromium();
  const trouble: string[] = [];
  return {
    api,
    trouble,
    forgive: (expected) => {
      trouble.splice(0, trouble.length, ...trouble.filter((each) => !expected.test(each)));
    },
    async open(path, options = {}) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en-GB', ...options });
      const page = await context.newPage();
      page.setDefaultTimeout(8_000);
      page.on('console', (message) => trouble.push(`${message.type()}: ${message.text()}`));
      page.on('pageerror', (error) => trouble.push(String(error)));
      page.on('request', (request) => {
        if (!request.url().startsWith(api.url)) trouble.push(request.url());
      });
      await page.goto(api.url + path);
      return page;
    },
    async close() {
      await browser.close();
      await api.close();
    },
  };
}

/** What axe finds that keeps people from using the page, each with where it is. */
export async function seriousFaults(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE.source);
  return await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof AXE };
    const { violations, passes } = await axe.run(document);
    if (passes.length < 10) throw new Error(`axe looked at ${passes.length} things only`);
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
  });
}
