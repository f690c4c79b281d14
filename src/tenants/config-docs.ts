import { describeKeys, type KeyRow } from '../config/describe-keys.ts';
import { EnvironmentVariables, SECRET_VARIABLES } from '../config/environment-variables.ts';
import { jsonSchemaOf } from '../config/known-keys.ts';
import { CONFIG_KINDS } from './json-schemas.ts';

const INTRO = `# Configuration

<!-- Generated from the schemas in src/config and src/tenants; a test holds it up to date. Change the schemas instead. -->

Tocsin reads one folder, \`config/\` unless \`TOCSIN_CONFIG\` names another:

\`\`\`
config/
├── tocsin.yaml               settings of the whole process; may be empty or absent
└── tenants/
    └── <tenantId>/           lower-case letters, digits, "-" and "_"
        ├── tenant.yaml       who the tenant is: language, tokens, Slack workspace
        ├── routing.yaml      which alert goes to which receiver
        ├── receivers.yaml    where alerts go and how they look there
        ├── access.yaml       optional: who may silence, escalate and the rest
        ├── escalation.yaml   optional: what happens while nobody takes a group, and who is on call
        ├── templates/        optional: templates that override or add to the product's
        └── locales/          optional: phrases that override or add to the product's
\`\`\`

\`tocsin check-config\` tells everything that is wrong, with file, line and what to do. The same check runs at the start,
which a fault ends, and at each reload.

**Strict.** An unknown key is a fault, and so is a file or folder in a tenant's folder that looks like configuration but
is none (other files, such as a README, and names that begin with a dot are left alone). All faults are told at once.

**Secrets.** Each can be written in three ways: from the environment as \`\${NAME}\`, from a file with the key ending in
\`_file\` (absolute, or relative to the file that names it; line ends behind the secret don't count), or literally, which
is for trying out only. Of an ingest token the SHA-256 is enough. No fault, log line or page ever shows a secret.

**Environment in values.** In \`tocsin.yaml\`, \`tenant.yaml\` and \`receivers.yaml\`, \`\${NAME}\` in any text is replaced by the
variable; one that is unset or empty is a fault. \`$\${NAME}\` stands for the text itself. Tenants' files can't name the
process's own variables (those listed below). In \`routing.yaml\`, \`access.yaml\`, \`escalation.yaml\` and receivers' names nothing is replaced.

**Durations** are written as in Prometheus: \`30m\`, \`1h30m\`, \`500ms\`. **Sizes** as \`512KiB\`, \`16MiB\`.

**Reload.** SIGHUP or \`POST /-/reload\` reads the tenants anew: everything is built first and then swapped at once. With
any fault the old tenants stay, \`tocsin_config_reload_success\` becomes 0 and the faults are in the log and the answer. A
reload that would leave no tenant at all is refused too: that is mostly a volume that isn't mounted. Of \`tocsin.yaml\` a
reload takes over \`receiver_defaults\` and \`tiers\`; the rest of it and the environment are read at the start only.

**Editors.** The first line of each example, \`# yaml-language-server: $schema=…\`, lets editors complete and check.

Without any tenant the process starts, warns, and refuses every webhook.
`;

const SECTIONS: Readonly<Record<string, string>> = {
  'tocsin.yaml': 'Settings of the whole process. The defaults suit most.',
  'tenant.yaml': 'Who the tenant is.',
  'routing.yaml':
    "Alertmanager's own form and meaning: the first matching route takes the alert unless it says `continue`, routes " +
    'under a route are tried before it, regular expressions are anchored RE2. What concerns grouping ' +
    '(`group_by`, `group_wait` …) stays in Alertmanager. `tocsin routes test` shows which routes take an alert, and why.',
  'receivers.yaml': 'Where alerts go and how they look there.',
  'access.yaml':
    'Who may do what: roles, what they allow, and who has them. Without this file everybody who sees a message may ' +
    'acknowledge it, and nobody may silence, escalate or expire. docs/access.md explains it by examples.',
  'escalation.yaml':
    'What happens while nobody takes a group, who is on call, and how soon people are to answer. Without this file ' +
    'nothing escalates, and the targets are those of the tier. docs/escalation.md explains it by an example.',
};

/** A file that the documentation shows as it stands. */
export interface ExampleFile {
  readonly path: string;
  readonly text: string;
}

/** `docs/configuration.md`: every key of every file, every variable, and the example. */
export function generateConfigDocs(examples: readonly ExampleFile[]): string {
  const files = CONFIG_KINDS.map(({ file, schema }) => {
    const rows = describeKeys(jsonSchemaOf(schema)).map(tableRow);
    return `## ${file}\n\n${SECTIONS[file] ?? ''}\n\n${table(['key', 'type', 'default', 'meaning'], rows)}`;
  });
  const shown = examples.map(({ path, text }) => `\`${path}\`\n\n\`\`\`yaml\n${text}\`\`\`\n`);
  return [INTRO, ...files, environmentSection(), `## Example\n\n${shown.join('\n')}`].join('\n');
}

function tableRow(row: KeyRow): readonly string[] {
  const standard = row.default === undefined ? '' : `\`${row.default}\``;
  return [`\`${row.path}\``, row.type, row.isRequired ? '*required*' : standard, row.meaning];
}

function environmentSection(): string {
  const { properties = {} } = jsonSchemaOf(EnvironmentVariables);
  const rows = Object.entries(properties).map(([name, schema]) => {
    const { default: standard, description } = typeof schema === 'boolean' ? {} : schema;
    const isSecret = SECRET_VARIABLES.some((secret) => secret === name);
    const file = isSecret ? `, \`${name}_FILE\`` : '';
    return [`\`${name}\`${file}`, standard === undefined ? '' : `\`${standard}\``, description ?? ''];
  });
  const intro = 'Read at the start. An empty variable counts as unset; `…_FILE` names a file that holds the value.';
  return `## Environment\n\n${intro}\n\n${table(['variable', 'default', 'meaning'], rows)}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`;
  return line(head) + line(head.map(() => '---')) + rows.map(line).join('');
}
