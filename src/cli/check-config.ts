import { readEnvironment } from '../config/environment.ts';
import { formatFault } from '../core/fault.ts';
import { keyRingFaults } from '../installations/install-variables.ts';
import { loadConfiguration } from '../tenants/load-configuration.ts';
import { surroundingsOf } from '../wiring/surroundings.ts';
import { type Command, EXIT } from './command.ts';
import { CONFIG_HELP, configDirOf, configSource } from './configuration.ts';

const HELP = `Tells everything that is wrong with the configuration, with file, line and what to do.

Use: tocsin check-config [--config DIR]

It checks what the relay checks at its start: the environment, tocsin.yaml, every tenant's files, secrets that they
name, what it takes to have the Slack app installed, templates and phrases. It connects to nothing.

Options:
${CONFIG_HELP}

Examples:
  tocsin check-config
  tocsin check-config --config config

Exit codes: 0 valid, perhaps with warnings; 1 invalid; 2 wrong use.`;

export const checkConfig: Command = {
  help: HELP,
  options: { config: 'value' },
  async run(given, env) {
    const configDir = configDirOf(given, env);
    const environment = await readEnvironment(env);
    const keyFaults = environment.value === undefined ? [] : keyRingFaults(environment.value.install);
    const source = {
      ...configSource(configDir, env),
      surroundingsOf: (allowed: readonly string[]) => surroundingsOf(env, allowed),
    };
    const loaded = await loadConfiguration(source);
    const faults = [...environment.faults, ...keyFaults, ...loaded.faults];
    for (const warning of loaded.warnings) console.error(`warning: ${formatFault(warning)}`);
    for (const fault of faults) console.error(formatFault(fault));
    if (loaded.configuration === undefined || faults.length > 0) {
      console.error(`${configDir} is invalid: ${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}`);
      return EXIT.notOk;
    }
    const tenants = loaded.configuration.tenants.all();
    for (const { id, receivers, locale } of tenants) {
      console.log(`${id}: ${[...receivers.keys()].join(', ')} (${locale})`);
    }
    console.log(`${configDir} is valid: ${tenants.length} ${tenants.length === 1 ? 'tenant' : 'tenants'}`);
    return EXIT.ok;
  },
};
