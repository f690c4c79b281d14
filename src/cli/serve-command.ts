import { nameHint } from '../core/name-hint.ts';
import { ROLES, unknownRoles } from '../core/roles.ts';
import { type Arguments, type Command, isPort, usage } from './command.ts';
import { CONFIG_HELP, configDirOf } from './configuration.ts';

const HELP = `Runs the relay until SIGTERM or SIGINT; SIGHUP reloads the tenants. The same as node dist/main.js.

Use: tocsin serve [--config DIR] [--port PORT] [--role ROLES] [--workers COUNT]

Where Redis and Slack are, and all other settings, come from the environment: docs/configuration.md. Without REDIS_URL
groups live in memory and are lost at a restart. The log goes to stdout, one JSON object a line.

Options:
${CONFIG_HELP}
  --port PORT        port to listen on (PORT, else 9096); 0 takes a free one
  --role ROLES       what this process does, separated by commas (TOCSIN_ROLES, else all of them):
                     ingest takes webhooks, deliver brings them to Slack, console takes clicks
  --workers COUNT    processes that share the port, to use several cores (WORKERS, else 1)

Fewer roles than all, and more than one worker, need REDIS_URL.

Examples:
  tocsin serve
  tocsin serve --config config --port 9096
  tocsin serve --role ingest --workers 2

Exit codes: 0 after a clean stop; 1 when the stop was not clean; 2 when it could not start.`;

export const serveCommand: Command = {
  help: HELP,
  options: { config: 'value', port: 'value', role: 'value', workers: 'value' },
  async run(given, env) {
    const variables = { ...env, TOCSIN_CONFIG: configDirOf(given, env), ...readOptions(given) };
    // Loaded late: who asks for help, or mistypes an option, need not wait for all of the relay.
    const { serve } = await import('./serve.ts');
    return await serve(variables);
  },
};

/** The options as the variables that they stand for; a usage error for one that makes no sense. */
function readOptions(given: Arguments): Readonly<Record<string, string>> {
  const [port, role, workers] = [given.value('port'), given.value('role'), given.value('workers')];
  if (port !== undefined && !isPort(port)) throw usage(`--port must be a port, 0 to 65535, not ${port}`);
  const [unknown] = role === undefined ? [] : unknownRoles(role);
  if (unknown !== undefined) throw usage(`there is no role ${JSON.stringify(unknown)}; ${nameHint(unknown, ROLES)}`);
  if (workers !== undefined && !/^[1-9]\d?$/.test(workers)) throw usage(`--workers must be a number, not ${workers}`);
  return {
    ...(port === undefined ? {} : { PORT: port }),
    ...(role === undefined ? {} : { TOCSIN_ROLES: role }),
    ...(workers === undefined ? {} : { WORKERS: workers }),
  };
}
