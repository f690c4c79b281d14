import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { lowContrasts } from './look.ts';
import { CRITICAL, SILENCE_MODAL } from './messages.ts';
import { type Stage, setStage } from './open-page.ts';

let stage: Stage;
let page: Page;
let modal: Locator;

beforeAll(async () => {
  stage = await setStage();
  await stage.call('chat.postMessage', { channel: 'C0OPS', text: 'x', blocks: CRITICAL });
  page = await stage.open();
  modal = page.getByRole('dialog', { name: 'Silence' });
});

afterAll(async () => await stage.close());

beforeEach(async () => {
  answerSubmissions(undefined);
  await page.getByRole('button', { name: 'Acknowledge' }).click();
  await modal.waitFor();
});

/** Opens the modal at each click, and answers each submission so. */
function answerSubmissions(answer: object | undefined): void {
  stage.answer(async (payload) => {
    if (payload.type !== 'block_actions') return answer;
    const { body } = await stage.call('views.open', { trigger_id: payload.trigger_id, view: SILENCE_MODAL });
    expect(body).toMatchObject({ ok: true });
    return undefined;
  });
}

async function close(): Promise<void> {
  await modal.getByRole('button', { name: 'Close' }).click();
  await modal.waitFor({ state: 'detached' });
}

const submit = () => modal.getByRole('button', { name: 'Silence', exact: true }).click();

describe('a modal', () => {
  test('asks for what is required before anything is sent', async () => {
    const before = stage.received.length;
    await submit();
    await modal.getByText('Please complete this required field.').waitFor();
    expect(stage.received).toHaveLength(before);
    await close();
  });

  test('is submitted with what was given, and then closes', async () => {
    await modal.getByLabel('How long').selectOption('8h');
    await modal.getByLabel('Why').fill('disk is being grown');
    await modal.getByLabel('On-call').check();
    await submit();
    await modal.waitFor({ state: 'detached' });
    expect(stage.received.at(-1)).toMatchObject({
      type: 'view_submission',
      team: { id: 'T0ACME' },
      user: { id: 'U0MARIA' },
      view: {
        callback_id: 'silence',
        state: {
          values: {
            duration: { hours: { type: 'static_select', selected_option: { value: '8h' } } },
            reason: { text: { type: 'plain_text_input', value: 'disk is being grown' } },
            until: { day: { type: 'datepicker', selected_date: null } },
            tell: { whom: { type: 'checkboxes', selected_options: [{ value: 'oncall' }] } },
          },
        },
      },
    });
  });

  test('shows what the app finds wrong, and keeps what was given', async () => {
    answerSubmissions({ response_action: 'errors', errors: { reason: 'Say more.' } });
    await modal.getByLabel('Why').fill('because');
    await submit();
    await modal.getByText('Say more.').waitFor();
    expect(await modal.getByLabel('Why').inputValue()).toBe('because');
    expect(await lowContrasts(page)).toEqual([]);
    await close();
  });

  test('tells of an answer that Slack would not take', async () => {
    answerSubmissions({ response_action: 'errors', errors: { nowhere: 'x' } });
    await modal.getByLabel('Why').fill('because');
    await submit();
    await page.getByText('errors names "nowhere", which is no input block of the view').waitFor();
    await close();
  });

  test('gives way to another, and comes back', async () => {
    answerSubmissions({
      response_action: 'push',
      view: { ...SILENCE_MODAL, title: { type: 'plain_text', text: 'Really?' } },
    });
    await modal.getByLabel('Why').fill('because');
    await submit();
    const above = page.getByRole('dialog', { name: 'Really?' });
    await above.getByRole('button', { name: 'Back' }).click();
    await modal.waitFor();
    await close();
  });

  test('is left with Escape, and fits a phone', async () => {
    await page.setViewportSize({ width: 360, height: 640 });
    const { x = -1, width = 999 } = (await modal.boundingBox()) ?? {};
    expect(x).toBeGreaterThanOrEqual(0);
    expect(width).toBeLessThanOrEqual(360);
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.keyboard.press('Escape');
    await modal.waitFor({ state: 'detached' });
  });
});

test('nothing of it ran, loaded or complained', () => {
  expect(stage.trouble).toEqual([]);
});
