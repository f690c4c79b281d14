import { type Command, isPort, usage } from './command.ts';
import { CONFIG_HELP, configDirOf } from './configuration.ts';
import { serve } from './serve.ts';

const HELP = `Runs the relay until SIGTERM or SIGINT; SIGHUP reloads the tenants. The same as node dist/main.js.

Use: tocsin serve [--config DIR] [--port PORT]

Where Redis and Slack are, and all other settings, come from the environment: docs/configuration.md. Without REDIS_URL
groups live in memory and are lost at a restart. The log goes to stdout, one JSON object a line.

Options:
${CONFIG_HELP}
  --port PORT        port to listen on (PORT, else 9096); 0 takes a free one

Examples:
  tocsin serve
  tocsin serve --config config --port 9096

Exit codes: 0 after a clean stop; 1 when the stop was not clean; 2 when it could not start.`;

export const serveCommand: Command = {
  help: HELP,
  options: { config: 'value', port: 'value' },
  run(given, env) {
    const port = given.value('port');
    if (port !== undefined && !isPort(port)) throw usage(`--port must be a port, 0 to 65535, not ${port}`);
    return serve({ ...env, TOCSIN_CONFIG: configDirOf(given, env), ...(port === undefined ? {} : { PORT: port }) });
  },
};
