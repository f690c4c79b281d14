import { join } from 'node:path';
import type { Env } from '../config/substitute-env.ts';
import { Releasers } from '../core/lifecycle.ts';
import { type Life, lifeFromWebhooks } from '../preview/life.ts';
import type { Tenant, TenantReceiver } from '../tenants/tenant.ts';
import { EXIT, usage } from './command.ts';
import { PRODUCT_SOURCE } from './configuration.ts';
import { openBrowser } from './open-browser.ts';
import { startPreviewServer } from './preview-server.ts';
import { untilStopped } from './until-stopped.ts';

/** A webhook's body as it was read, and the file that it came from. */
export interface WebhookBody {
  readonly file: string;
  readonly body: unknown;
}

export interface OpenRequest {
  readonly configDir: string;
  readonly tenant: Tenant;
  readonly receiver: TenantReceiver;
  readonly webhooks: readonly WebhookBody[];
  /** The language to show first. */
  readonly locale: string;
  readonly env: Env;
}

/** The name under which the page knows the webhooks. */
const FIXTURE = 'webhook';

/** Shows the webhooks' life on a page and opens the browser, until it is told to stop. Resolves with the exit code. */
export async function openWebhooks(request: OpenRequest): Promise<number> {
  const { configDir, tenant, receiver, webhooks, locale, env } = request;
  const life = lifeOf(webhooks);
  const stopped = untilStopped();
  const releasers = new Releasers();
  try {
    const { timeZone, policy, colorBar, name } = receiver;
    const { url } = await startPreviewServer(
      {
        port: 0,
        source: { ...PRODUCT_SOURCE, tenant: { name: tenant.id, folder: join(configDir, 'tenants', tenant.id) } },
        lives: new Map([[FIXTURE, life]]),
        receiver: {
          timeZone,
          policy,
          colorBar,
          receiver: name,
          mentionsFor: (severity) => receiver.mentions[severity] ?? [],
        },
      },
      releasers,
    );
    // The page takes no template for the rule by which the relay chooses one.
    const named = receiver.template === undefined ? {} : { template: receiver.template };
    const address = `${url}?${new URLSearchParams({ view: 'life', fixture: FIXTURE, locale, ...named }).toString()}`;
    const isOpened = await openBrowser(address, env);
    console.log(`${isOpened ? 'Opened' : 'No browser could be opened; look at'} ${address}`);
    console.log('Every saved file is drawn anew. Ctrl-C ends it.');
    await stopped;
    return EXIT.ok;
  } finally {
    await releasers.close();
  }
}

function lifeOf(webhooks: readonly WebhookBody[]): Life {
  const title = webhooks.map(({ file }) => (file === '-' ? 'stdin' : file)).join(', ');
  const bodies = webhooks.map(({ body }) => body);
  const life = lifeFromWebhooks(title, bodies);
  if ('steps' in life) return life;
  throw usage(`${webhooks[life.step]?.file}: ${life.problem}`);
}
