import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { askSlack, oneOfEachShape } from '../../src/preview/ask-slack.ts';
import type { Drawn } from '../../src/preview/lint-drawings.ts';
import { LintReport } from '../../src/preview/lint-report.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';

const section = (text: string, where = 'here'): Drawn => ({
  content: { text: 'A', blocks: [{ type: 'section', text: { type: 'mrkdwn', text } }] },
  file: 'own/message.hbs',
  where,
});

describe('asking Slack', () => {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await startSandbox({ workspaces: [] });
  });
  afterEach(() => sandbox.close());

  async function asked(drawn: readonly Drawn[]): Promise<readonly string[]> {
    const report = new LintReport();
    await askSlack(drawn, { apiUrl: sandbox.apiUrl, pauseMs: 0 }, report);
    return report.errors;
  }

  test('reports what it refuses, with the file and what was drawn', async () => {
    expect(await asked([section('x'), section('', 'own with storm in de, fired')])).toEqual([
      "own/message.hbs: Slack's own check says: must be more than 0 characters [json-pointer:/blocks/0/text/text] (own with storm in de, fired)",
    ]);
    const calls = sandbox.requestLog.all();
    expect(calls.map(({ method, ok }) => [method, ok])).toEqual([
      ['blocks.validate', true],
      ['blocks.validate', false],
    ]);
  });

  test('waits as long as Slack says, and asks again', async () => {
    sandbox.faults.add({ kind: 'rate_limited', method: 'blocks.validate', retryAfterSeconds: 1 });
    const start = performance.now();
    expect(await asked([section('x')])).toEqual([]);
    expect(performance.now() - start).toBeGreaterThanOrEqual(950);
    expect(sandbox.requestLog.all().map(({ status }) => status)).toEqual([429, 200]);
  });

  test('gives up when it cannot be reached, with what to look at', async () => {
    const options = { apiUrl: 'http://127.0.0.1:1/api/', pauseMs: 0 };
    const asking = askSlack([section('x')], options, new LintReport());
    await expect(asking).rejects.toThrow(
      'Slack cannot be asked at http://127.0.0.1:1/api/; is there a way to the internet, and is SLACK_API_URL right?',
    );
  });

  test('gives up when the answer is none', async () => {
    sandbox.faults.add({ kind: 'non_json', method: 'blocks.validate' });
    await expect(asked([section('x')])).rejects.toThrow('blocks.validate was answered with HTTP 200');
  });

  test('needs one message of each shape: words make no difference, kinds of blocks and buttons do', () => {
    const divided = {
      ...section('x'),
      content: { text: 'A', blocks: [...section('x').content.blocks, { type: 'divider' }] },
    };
    const long = {
      ...section('x'),
      content: { text: 'A', blocks: [section('a'), section('b')].flatMap((each) => each.content.blocks) },
    };
    expect(oneOfEachShape([section('a'), section('b'), divided, long])).toHaveLength(2);
  });
});
