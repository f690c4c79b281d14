/**
 * The operators' console in a real browser, over an API that is made up: each view, and what people do there. With
 * UPDATE_PICTURES=1 its pictures in docs/images/ are made again.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { acme } from '../sandbox/sandbox-fixture.ts';
import { ACMES, fleet, OPERATOR } from './console-facts.ts';
import { type ConsoleStage, MANY, seriousFaults, setConsoleStage } from './console-stage.ts';
import { keepPicture } from './keep-picture.ts';
import { overflows } from './look.ts';
import { CRITICAL } from './messages.ts';
import { setStage } from './open-page.ts';

/** What a first visit may weigh at most, as it is sent. */
const FIRST_LOAD_BYTES = 150_000;

/** So much of the list may be in the page at a time. */
const MOST_ROWS = 80;

let stage: ConsoleStage;
let page: Page;

beforeAll(async () => {
  stage = await setConsoleStage();
  page = await stage.open('/console/', { timezoneId: 'UTC' });
});

afterAll(async () => await stage.close());

beforeEach(() => {
  stage.api.session ??= OPERATOR;
});

const show = async (path: string): Promise<void> => void (await page.goto(`${stage.api.url}/console/${path}`));
const heading = (name: string) => page.getByRole('heading', { level: 1, name, exact: true }).waitFor();

describe('the sign-in', () => {
  test('says that a token is not valid, lets one in that is, and takes little to load', async () => {
    stage.api.session = undefined;
    const fresh = await stage.open('/console/');
    await fresh.getByLabel(/^Admin token/).fill('wrong');
    await fresh.keyboard.press('Enter');
    await fresh.getByText('This token is not valid here.').waitFor();
    expect(await fresh.getByRole('link', { name: 'Sign in with Example ID' }).getAttribute('href')).toMatch(/oidc/);
    await fresh.getByLabel(/^Admin token/).fill('open-sesame');
    await fresh.keyboard.press('Enter');
    await fresh.getByRole('heading', { level: 1, name: 'Now' }).waitFor();
    const bytes = await fresh.evaluate(() =>
      [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
        .map((entry) => entry as PerformanceResourceTiming)
        .filter(({ name }) => name.includes('/console/'))
        .reduce((all, { encodedBodySize }) => all + encodedBodySize, 0),
    );
    expect(bytes).toBeGreaterThan(10_000);
    expect(bytes).toBeLessThan(FIRST_LOAD_BYTES);
    await fresh.getByRole('button', { name: 'Sign out' }).click();
    await fresh.getByLabel(/^Admin token/).waitFor();
    await fresh.context().close();
    stage.forgive(/401/);
  });

  test('says what came of a sign-in with the provider, and leads back to where it began', async () => {
    stage.api.session = undefined;
    const fresh = await stage.open('/console/?sign_in=choose&tenants=acme,globex,%22%3E');
    await fresh.getByRole('link', { name: 'globex' }).waitFor();
    expect(await fresh.locator('.sign-in form a').count()).toBe(3);
    await fresh.goto(`${stage.api.url}/console/groups?state=free`);
    // As if the browser had been led away and back, to a refusal.
    await fresh.getByRole('link', { name: 'Sign in with Example ID' }).evaluate((link: HTMLAnchorElement) => {
      link.href = '/console/?sign_in=no_role';
      link.click();
    });
    await fresh.getByText('nothing in the claim “groups” gives a role here').waitFor();
    await fresh.getByLabel(/^Admin token/).fill('open-sesame');
    await fresh.keyboard.press('Enter');
    await fresh.waitForURL('**/console/groups?state=free');
    await fresh.getByRole('heading', { level: 1, name: 'Groups' }).waitFor();
    await fresh.context().close();
    stage.forgive(/401/);
  });

  test('comes back when the session has ended', async () => {
    await show('groups');
    await heading('Groups');
    stage.api.session = undefined;
    // Unless the page has asked for something by itself meanwhile, and shows the sign-in already.
    await page.evaluate(() => {
      for (const button of document.querySelectorAll('button')) if (button.textContent === 'Reload') button.click();
    });
    await page.getByLabel(/^Admin token/).waitFor();
    stage.forgive(/401/);
  });
});

describe('Now', () => {
  test('tells first whose alerts do not reach people, and why', async () => {
    await show('now');
    await page.getByText('Slack takes no messages of 1 tenant').waitFor();
    const first = page.locator('tbody tr').first();
    expect(await first.innerText()).toMatch(/Umbrella Corp\..*Not delivered.*ops: channel_refused \(is_archived\)/s);
    await first.getByRole('link', { name: '4', exact: true }).click();
    await heading('Groups');
    expect(page.url()).toContain('?tenant=umbrella&severity=critical');
  });

  test('says that the line is cut, and goes on with a new picture', async () => {
    await show('now');
    await page.getByText('Slack takes no messages').waitFor();
    stage.api.fleet = { ...fleet(), tenants: fleet().tenants.slice(0, 3) };
    stage.api.cut();
    await page.getByText('The connection to Tocsin is lost').waitFor();
    await page.getByText('Alerts reach everybody').waitFor();
    await page.getByText('The connection to Tocsin is lost').waitFor({ state: 'detached' });
    stage.api.fleet = fleet();
    stage.forgive(/ERR_|event-stream/);
  });
});

describe('Groups', () => {
  test('has ten thousand at hand while few are in the page, and finds by words', async () => {
    await show('groups');
    await page.getByText('10,000 groups').waitFor();
    const rows = page.locator('.window li');
    const list = page.locator('.window');
    for (let turn = 0; turn < 4; turn += 1) {
      const before = Number(await rows.last().getAttribute('aria-setsize'));
      await list.evaluate((box) => box.scrollTo(0, box.scrollHeight));
      await page.waitForFunction(
        (size) => Number(document.querySelector('.window li:last-child')?.getAttribute('aria-setsize')) > size,
        before,
      );
      expect(await rows.count()).toBeLessThan(MOST_ROWS);
    }
    await page.getByLabel('Search labels').fill(`svc-${MANY - 1}`);
    await page.getByText('1 group', { exact: true }).waitFor();
    expect(await rows.count()).toBe(1);
    await page.getByLabel('Search labels').fill('nothing like it');
    await page.getByText('No group fits').waitFor();
  });

  test('opens one by keyboard: its message, what comes next, its history; and takes it', async () => {
    await show('groups?severity=critical');
    await page.locator('.group-line').first().focus();
    await page.keyboard.press('Enter');
    await heading('DiskAlmostFull');
    await page.locator('article').waitFor();
    await page.getByText('Open, and the message is up to date.').waitFor();
    expect(await page.getByRole('region', { name: 'History' }).locator('li').allInnerTexts()).toHaveLength(7);
    await page.getByLabel('Actions').getByRole('button', { name: 'Acknowledge', exact: true }).click();
    await page.getByText('Acknowledged.', { exact: true }).waitFor();
    expect(stage.api.asked.at(-1)).toMatch(/^acknowledgeGroup .*\/tenants\/acme\/groups\/0{36}\/acknowledge$/);
    await page.locator('.alerts summary').first().click();
    await page.getByRole('link', { name: 'Why does it go there?' }).first().click();
    await page.getByText('Goes to 1 receiver').waitFor();
  });

  test('draws the message as the sandbox does', async () => {
    await show(`groups/acme/${'0'.repeat(36)}`);
    const drawn = await bodyOf(page);
    const reader = { id: 'U0MARIA', name: 'maria', realName: 'Maria', locale: 'en', tz: 'UTC' };
    const sandbox = await setStage({ workspaces: [{ ...acme, users: [reader] }] });
    try {
      await sandbox.call('chat.postMessage', { channel: 'C0OPS', text: 'x', blocks: JSON.stringify(CRITICAL) });
      expect(await bodyOf(await sandbox.open('/'))).toBe(drawn);
    } finally {
      await sandbox.close();
    }
  });
});

describe('what people do', () => {
  test('is explained: which route took the alert, and which matcher kept it from another', async () => {
    await show('why?tenant=acme');
    await page.getByRole('textbox').fill('severity critical');
    await page.getByRole('button', { name: 'Explain' }).click();
    await page.getByText('Line 1 is no label').waitFor();
    await page.getByRole('textbox').fill('severity="critical"\nteam=db');
    await page.getByRole('button', { name: 'Explain' }).click();
    await page.getByText('team="checkout" does not hold: team is “db”').waitFor();
    expect(page.url()).toContain('labels=severity');
  });

  test('to dead letters is asked for twice only where it cannot be undone', async () => {
    await show('dead-letters');
    await page.getByRole('link', { name: 'Umbrella Corp.' }).click();
    await page.getByRole('button', { name: 'Send again', exact: true }).first().click();
    await page.getByText('1 group is being sent again.').waitFor();
    const { length } = stage.api.asked;
    await page.getByRole('button', { name: 'Drop' }).first().click();
    expect(stage.api.asked).toHaveLength(length);
    await page.getByRole('button', { name: 'Really drop?' }).click();
    await page.getByText('1 group dropped.').waitFor();
  });

  test('ends a silence', async () => {
    await show('silences?tenant=acme');
    await page.getByRole('button', { name: 'End', exact: true }).first().click();
    await page.getByRole('button', { name: 'Really end?' }).click();
    await page.getByText('The silence is ended.').waitFor();
    expect(stage.api.asked.at(-1)).toContain('/tenants/acme/silences/main/a1b2/expire');
  });

  test('writes a template: drawn in five languages, and faults with their line', async () => {
    await show('templates?tenant=acme');
    await page.locator('article').nth(4).waitFor();
    expect(await page.locator('.preview-of h2 small').allInnerTexts()).toEqual(['en', 'fr', 'de', 'es', 'it']);
    const source = page.getByRole('textbox', { name: 'Source' });
    await source.fill('{{#section}}\n  text\n{{/broken}}');
    await page.getByRole('button', { name: /^Line 3, column 5: no helper "broken"/ }).click();
    expect(await source.evaluate((box: HTMLTextAreaElement) => box.selectionStart)).toBe(24);
    await page.getByRole('button', { name: 'Start over' }).click();
    await page.locator('article').nth(4).waitFor();
  });

  test('is offered as far as the role allows; and an address of another version opens the first view', async () => {
    stage.api.session = { ...ACMES, locale: 'en', permissions: ['acknowledge'] };
    await show('dead-letters?tenant=acme');
    await page.getByText('BackupFailed').waitFor();
    expect(await page.getByRole('button', { name: /Send|Drop/ }).count()).toBe(0);
    expect(await page.getByRole('link', { name: 'Templates' }).count()).toBe(0);
    stage.api.session = { ...ACMES, locale: 'en', permissions: ['configure'] };
    await show('templates');
    await page.locator('article').nth(4).waitFor();
    await show('watchdogs-of-another-version');
    await heading('Now');
  });
});

test("a tenant's person is greeted in the tenant's language, and sees no other tenant to choose", async () => {
  stage.api.session = ACMES;
  const theirs = await stage.open('/console/groups');
  await theirs.getByRole('heading', { level: 1, name: 'Gruppen' }).waitFor();
  expect(await theirs.getByLabel('Mandant').count()).toBe(0);
  expect(await theirs.getByRole('link', { name: 'Vorlagen' }).count()).toBe(0);
  await theirs.getByRole('combobox', { name: 'Sprache' }).selectOption('it');
  await theirs.getByRole('heading', { level: 1, name: 'Gruppi' }).waitFor();
  await theirs.reload();
  await theirs.getByRole('heading', { level: 1, name: 'Gruppi' }).waitFor();
  await theirs.context().close();
  stage.api.session = OPERATOR;
});

/** Each view; the last one is what shows that its data is there. */
const VIEWS: readonly (readonly [name: string, path: string, shown: string])[] = [
  ['now', 'now', 'tbody tr'],
  ['groups', 'groups', '.group-line'],
  ['group', `groups/acme/${'0'.repeat(36)}`, 'article'],
  ['why', 'why?tenant=acme&labels=severity%3Dcritical%0Ateam%3Ddb', '.answer'],
  ['dead-letters', 'dead-letters?tenant=umbrella', 'tbody tr'],
  ['silences', 'silences?tenant=acme', '.silences li'],
  ['watchdogs', 'watchdogs?tenant=acme', 'tbody tr'],
  ['templates', 'templates?tenant=acme', 'article'],
  ['tenants', 'tenants', 'tbody tr'],
  ['tenant', 'tenants/acme', '.cards'],
];

/** Those of which there are pictures on a phone, too. */
const ON_A_PHONE: ReadonlyMap<string, string> = new Map(
  ['now', 'group', 'templates'].map((name) => [name, `console-phone-${name}`]),
);

describe.each([
  { locale: 'en-GB', colorScheme: 'light' as const, viewport: { width: 1280, height: 860 } },
  { locale: 'de-DE', colorScheme: 'dark' as const, viewport: { width: 390, height: 844 } },
])('in $locale, $colorScheme', (reader) => {
  let theirs: Page;
  beforeAll(async () => {
    theirs = await stage.open('/console/', reader);
  });
  afterAll(async () => await theirs.context().close());

  test('nobody is kept from using the sign-in', async () => {
    stage.api.session = undefined;
    await theirs.reload();
    await theirs.locator('input[type=password]').waitFor();
    expect(await seriousFaults(theirs)).toEqual([]);
    if (reader.colorScheme === 'light') await keepPicture('console-sign-in', () => theirs.screenshot({ scale: 'css' }));
    stage.forgive(/401/);
  });

  test.each(VIEWS)('nobody is kept from using %s, and it fits the screen', async (name, path, shown) => {
    stage.api.session = OPERATOR;
    await theirs.goto(`${stage.api.url}/console/${path}`);
    await theirs.locator(shown).first().waitFor();
    expect(await theirs.evaluate(() => document.documentElement.lang)).toBe(reader.locale.slice(0, 2));
    expect(await seriousFaults(theirs)).toEqual([]);
    expect(await overflows(theirs)).toEqual([]);
    const picture = reader.colorScheme === 'light' ? `console-${name}` : ON_A_PHONE.get(name);
    if (picture !== undefined) await keepPicture(picture, () => theirs.screenshot({ animations: 'disabled' }));
  });
});

test('nothing of it complained, asked for anything elsewhere, or was forbidden', () => {
  expect(stage.trouble).toEqual([]);
});

/** What is drawn, without whether it can be clicked. */
async function bodyOf(on: Page): Promise<string> {
  const body = on.locator('article .body').last();
  await body.waitFor();
  return await body.evaluate((each) => each.innerHTML.replaceAll(/ (?:aria-disabled|disabled)="[^"]*"/g, ''));
}
