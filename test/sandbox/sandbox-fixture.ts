import { isObject } from '../../src/sandbox/block-kit/check-rule.ts';
import type { SandboxOptions, SandboxWorkspace } from '../../src/sandbox/options.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';

export const ACME_TOKEN = 'xoxb-acme-1';

export const acme: SandboxWorkspace = {
  teamId: 'T0ACME',
  name: 'Acme GmbH',
  domain: 'acme',
  tokens: [
    { token: ACME_TOKEN },
    { token: 'xoxb-acme-other-bot', botId: 'B0OTHER', botUserId: 'U0OTHER' },
    { token: 'xoxb-acme-public', scopes: ['chat:write', 'chat:write.public'] },
    { token: 'xoxb-acme-bare', scopes: [] },
    { token: 'xoxb-acme-revoked', state: 'token_revoked' },
    { token: 'xoxb-acme-expired', state: 'token_expired' },
    { token: 'xoxb-acme-inactive', state: 'account_inactive' },
  ],
  channels: [
    { id: 'C0OPS', name: 'ops' },
    { id: 'C0DB', name: 'db' },
    { id: 'C0SECRET', name: 'secret', isPrivate: true },
    { id: 'C0HIDDEN', name: 'hidden', isPrivate: true, isMember: false },
    { id: 'C0STRANGE', name: 'strange', isMember: false },
    { id: 'C0OLD', name: 'old', isArchived: true },
    { id: 'C0SMALL', name: 'small', members: ['U0MARIA'] },
  ],
  users: [
    { id: 'U0MARIA', name: 'maria', realName: 'Maria Muster', locale: 'de-DE', tz: 'Europe/Berlin' },
    { id: 'U0JOHN', name: 'john' },
  ],
  userGroups: [{ id: 'S0ONCALL', handle: 'oncall', users: ['U0MARIA'] }],
};

export const globex: SandboxWorkspace = {
  teamId: 'T0GLOBEX',
  tokens: [{ token: 'xoxb-globex-1' }],
  channels: [{ id: 'C0ALERTS', name: 'alerts' }],
};

/** What a call was answered. */
export interface Called {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly body: Readonly<Record<string, unknown>>;
}

export type Call = (method: string, args?: object, token?: string) => Promise<Called>;

/** Starts a sandbox and a caller that sends JSON with the first token of Acme unless told otherwise. */
export async function openSandbox(options: Partial<SandboxOptions> = {}): Promise<{ sandbox: Sandbox; call: Call }> {
  const sandbox = await startSandbox({ workspaces: [acme, globex], ...options });
  const call: Call = async (method, args = {}, token = ACME_TOKEN) => {
    const response = await fetch(sandbox.apiUrl + method, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
      body: JSON.stringify(args),
    });
    const body: unknown = await response.json();
    if (!isObject(body)) throw new Error(`${method} answered ${JSON.stringify(body)}`);
    return { status: response.status, retryAfter: response.headers.get('retry-after'), body };
  };
  return { sandbox, call };
}

/** A clock that tests turn. */
export class TestClock {
  #now = Date.parse('2026-11-22T10:00:00Z');

  now(): number {
    return this.#now;
  }

  advance(ms: number): void {
    this.#now += ms;
  }
}

export function section(text: string): object {
  return { type: 'section', text: { type: 'mrkdwn', text } };
}

export function button(actionId: string, value = 'v'): object {
  return { type: 'button', action_id: actionId, value, text: { type: 'plain_text', text: actionId } };
}
