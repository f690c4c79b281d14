/**
 * `npm run pictures`: makes the pictures in docs/images/ again, from what was built. It starts the previews and the
 * quickstart as a person would, and photographs their pages in the installed Chromium. Arguments name pictures: only
 * those whose name holds one of them are made. A picture that is too large for the repository is an error.
 * CHROMIUM names another program than /usr/bin/chromium.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import UPNG from 'upng-js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const IMAGES = new URL('../../docs/images/', import.meta.url);
const MAX_BYTES = 120_000;
const COLORS = 128;
/** About as wide as those that Slack uses, whatever this machine's own are. */
const LETTERS = 'body, body :not(code, pre) { font-family: "Liberation Sans", Arial, sans-serif }';
const START_LIMIT_MS = 30_000;
const DESKTOP = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };

/** Each template with the group that it is made for; `state` where another than the first says more. */
const TEMPLATES = [
  { template: 'default', fixture: 'disk-almost-full' },
  { template: 'critical', fixture: 'disk-almost-full', state: 'acknowledged' },
  { template: 'warning', fixture: 'pod-crash-loop', state: 'changed' },
  { template: 'info', fixture: 'certificate-notice' },
  { template: 'performance', fixture: 'latency-slo' },
  { template: 'security', fixture: 'brute-force' },
  { template: 'backup', fixture: 'backup-failed' },
  { template: 'model', fixture: 'model-accuracy' },
  { template: 'tenant-onboarding', fixture: 'tenant-onboarding' },
  { template: 'digest', fixture: 'disk-almost-full' },
];

const MESSAGE = 'td:first-child article';
const GROUP = 'fixture=disk-almost-full&template=critical';

/** The pictures of the previews: what is asked for, which part is shown, how large, and what happens before. */
const PREVIEWS = [
  {
    name: 'languages',
    query: `view=grid&${GROUP}&state=acknowledged&width=phone`,
    part: '.grid table',
    screen: { width: 1900, height: 1200 },
    scale: 1,
  },
  ...TEMPLATES.map(({ template, fixture, state = 'fired' }) => ({
    name: `template-${template}`,
    query: `view=grid&fixture=${fixture}&template=${template}&state=${state}`,
    part: MESSAGE,
  })),
  { name: 'dark', query: `view=grid&${GROUP}&state=changed`, part: MESSAGE, colorScheme: 'dark' },
  {
    name: 'life',
    query: `view=life&${GROUP}&locale=en`,
    screen: { width: 1200, height: 560 },
    scale: 1.25,
    before: (page) => toStep(page, -1),
  },
  {
    name: 'phone',
    query: `view=life&${GROUP}&locale=en`,
    part: '.life-panes',
    screen: { ...PHONE, height: 1400 },
    before: (page) => toStep(page, 2),
  },
];

/** The pictures of the sandbox's page as the quickstart leaves it. */
const SANDBOX = [
  { name: 'sandbox', screen: { width: 1200, height: 640 }, scale: 1.25, before: openThread },
  { name: 'sandbox-phone', screen: PHONE, colorScheme: 'dark', before: openThread },
];

async function toStep(page, step) {
  await page.locator('.track li button').nth(step).click();
  await page.mouse.move(0, 0);
}

async function openThread(page) {
  await page.locator('.thread-line').first().click();
  await page.locator('article').nth(2).waitFor();
  await page.mouse.move(0, 0);
}

/** Starts one of our commands. Answers with the address behind `label` in what it prints, and how to end it. */
async function start(args, label) {
  const child = spawn(process.execPath, ['dist/cli/tocsin.js', ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const timer = setTimeout(() => child.kill('SIGKILL'), START_LIMIT_MS);
  for await (const line of createInterface({ input: child.stdout })) {
    const url = line.includes(label) ? /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0] : undefined;
    if (url === undefined) continue;
    clearTimeout(timer);
    child.stdout.resume();
    return {
      url,
      async stop() {
        child.kill('SIGTERM');
        await exited;
      },
    };
  }
  throw new Error(`tocsin ${args.join(' ')} ended before it named its address; run "npm run build" first`);
}

/** Photographs one page, or the part of it that is named. */
async function photograph(browser, url, picture) {
  const context = await browser.newContext({
    viewport: picture.screen ?? DESKTOP,
    deviceScaleFactor: picture.scale ?? 1.5,
    colorScheme: picture.colorScheme ?? 'light',
    reducedMotion: 'reduce',
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    bypassCSP: true,
  });
  const page = await context.newPage();
  await page.goto(url);
  await page.addStyleTag({ content: LETTERS });
  await page.locator('article').first().waitFor();
  // The page shows "…" where a message is still on its way.
  await page.waitForFunction(() => ![...document.querySelectorAll('.empty')].some((each) => each.textContent === '…'));
  await picture.before?.(page);
  const shown = picture.part === undefined ? page : page.locator(picture.part).first();
  await keep(picture.name, await shown.screenshot({ type: 'png', animations: 'disabled' }));
  await context.close();
}

/** Writes it with few colours, as a page of text has. */
async function keep(name, png) {
  const image = UPNG.decode(png);
  const bytes = Buffer.from(UPNG.encode(UPNG.toRGBA8(image), image.width, image.height, COLORS));
  if (bytes.length > MAX_BYTES) throw new Error(`${name} has ${bytes.length} bytes, more than ${MAX_BYTES}`);
  await writeFile(new URL(`${name}.png`, IMAGES), bytes);
  console.log(`docs/images/${name}.png  ${Math.round(bytes.length / 1000)} kB`);
}

/** Makes those of `pictures` that are wanted, on the pages of one command. */
async function make(browser, pictures, { args, label, pathOf }) {
  const wanted = process.argv.slice(2);
  const chosen = pictures.filter(({ name }) => wanted.length === 0 || wanted.some((each) => name.includes(each)));
  if (chosen.length === 0) return;
  const server = await start(args, label);
  try {
    for (const picture of chosen) await photograph(browser, server.url + pathOf(picture), picture);
  } finally {
    await server.stop();
  }
}

/** Those that need more than the quickstart, such as an Alertmanager, are made by the test that starts it. */
async function makeByTest(file, names) {
  const wanted = process.argv.slice(2);
  if (wanted.length > 0 && !names.some((name) => wanted.some((each) => name.includes(each)))) return;
  const child = spawn(process.execPath, ['--experimental-vm-modules', 'node_modules/jest/bin/jest.js', file], {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, UPDATE_PICTURES: '1' },
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`the pictures of ${file} were not made`);
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
try {
  await make(browser, PREVIEWS, {
    args: ['template', 'dev', '--port', '0'],
    label: 'Previews',
    pathOf: ({ query }) => `/preview?${query}`,
  });
  await make(browser, SANDBOX, { args: ['quickstart'], label: 'Messages', pathOf: () => '/' });
} finally {
  await browser.close();
}
await makeByTest('test/web/silence-modal', ['silence-en', 'silence-de', 'silence-present']);
await makeByTest('test/web/lookups-in-use', ['command-list', 'home-tab']);
await makeByTest('test/web/console.test', ['console']);
