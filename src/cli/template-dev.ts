import { Releasers } from '../core/lifecycle.ts';
import { type Command, EXIT, isPort, usage } from './command.ts';
import { CONFIG_HELP, configDirOf, PRODUCT_SOURCE, tenantFolderOf } from './configuration.ts';
import { startPreviewServer } from './preview-server.ts';
import { untilStopped } from './until-stopped.ts';

const DEFAULT_PORT = '3100';

const HELP = `Shows all templates in all languages on a page, and draws them anew whenever a file is saved, until Ctrl-C.

Use: tocsin template dev [--tenant TENANT] [--port PORT]

It watches templates/ and locales/ of the product and, with --tenant, the tenant's folder. What is wrong with a file is
told here and on the page, with line and column, and what was drawn before stays. No secrets and no Slack are needed;
the page is for this machine only. docs/previews.md tells of fixtures: the lives of alert groups that are drawn.

Options:
  --tenant TENANT    draw with the tenant's own templates, phrases and fixtures laid over the product's
  --port PORT        port of the page (${DEFAULT_PORT}); 0 takes a free one
${CONFIG_HELP}

Examples:
  tocsin template dev
  tocsin template dev --tenant acme --port 3100

Exit codes: 0 after a stop; 2 wrong use, or the port is taken.`;

export const templateDev: Command = {
  help: HELP,
  options: { tenant: 'value', port: 'value', config: 'value' },
  async run(given, env) {
    const port = given.value('port') ?? DEFAULT_PORT;
    if (!isPort(port)) throw usage(`--port must be a port, 0 to 65535, not ${port}`);
    const hasTenant = given.value('tenant') !== undefined;
    const own = hasTenant ? { tenant: await tenantFolderOf(given, configDirOf(given, env)) } : {};
    const stopped = untilStopped();
    const releasers = new Releasers();
    try {
      const { url } = await startPreviewServer(
        { source: { ...PRODUCT_SOURCE, ...own }, port: Number(port) },
        releasers,
      );
      console.log(`Previews at ${url}; every saved file is drawn anew. Ctrl-C ends it.`);
      await stopped;
      return EXIT.ok;
    } finally {
      await releasers.close();
    }
  },
};
