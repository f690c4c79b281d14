import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';

const SECTION = { type: 'section', text: { type: 'mrkdwn', text: 'x' } };
const problem = (pointer: string, message: string) => ({ pointer, code: 'failed_constraint', message });

describe('blocks.validate', () => {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await startSandbox({ workspaces: [] });
  });
  afterEach(() => sandbox.close());

  async function validate(fields: Readonly<Record<string, unknown>>): Promise<unknown> {
    const form = Object.entries(fields).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]);
    const response = await fetch(`${sandbox.apiUrl}blocks.validate`, {
      method: 'POST',
      body: new URLSearchParams(Object.fromEntries(form)),
    });
    return JSON.parse(await response.text());
  }

  test('needs no token, and takes sound blocks and messages, with or without a text', async () => {
    expect(await validate({ blocks: [SECTION] })).toEqual({ ok: true });
    expect(await validate({ message: { text: 'A', blocks: [SECTION] } })).toEqual({ ok: true });
    expect(await validate({ message: { blocks: [SECTION] } })).toEqual({ ok: true });
  });

  test('tells each fault with its place: in blocks from their list, in a message from its top', async () => {
    expect(await validate({ blocks: [SECTION, { type: 'header' }] })).toEqual({
      ok: false,
      error: 'invalid_blocks',
      errors: [problem('/1', 'missing required field: text')],
    });
    const bar = { color: '#ff0000', blocks: [{ type: 'headr' }] };
    expect(await validate({ message: { text: 'A', attachments: [bar] } })).toEqual({
      ok: false,
      error: 'invalid_message',
      errors: [problem('/attachments/0/blocks/0/type', 'unsupported type: headr')],
    });
  });

  test.each([
    ['nothing', {}, 'invalid_arguments'],
    ['two of them', { blocks: [SECTION], message: { blocks: [SECTION] } }, 'invalid_arguments'],
    ['what is no JSON', { blocks: '[' }, 'invalid_arguments'],
    ['what is no message', { message: [] }, 'invalid_message'],
    ['a view, which the sandbox has no rules for', { view: { type: 'modal' } }, 'unsupported_by_sandbox'],
  ])('refuses %s', async (_what, fields, error) => {
    expect(await validate(fields)).toMatchObject({ ok: false, error });
  });

  test('counts for no workspace in the log', async () => {
    await validate({ blocks: [SECTION] });
    expect(sandbox.requestLog.all()).toEqual([expect.objectContaining({ method: 'blocks.validate', ok: true })]);
    expect(sandbox.requestLog.all()[0]).not.toHaveProperty('teamId');
  });
});
