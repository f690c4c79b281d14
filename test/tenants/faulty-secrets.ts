import { but, type FaultyConfigs, RECEIVERS, ROUTING, TENANT } from './faulty-config.ts';
import { GOOD } from './tenant-folders.ts';

const API_TOKEN = 'api:\n  tokens:\n    - name: ci\n      role: ';

/** Faults of tokens, workspaces and addresses. */
export const FAULTY_SECRETS: FaultyConfigs = {
  'ingest-missing': [
    but(TENANT, `ingest:\n  tokens:\n    - token: \${ACME_INGEST_TOKEN}\n`, ''),
    ['tenants/acme/tenant.yaml:1:1 ingest: is missing; it must be a mapping (key: value)'],
  ],
  'tokens-empty': [
    but(TENANT, `\n    - token: \${ACME_INGEST_TOKEN}`, ' []'),
    ['tenants/acme/tenant.yaml:3:3 ingest.tokens: must have at least 1 entry'],
  ],
  'token-in-two-ways': [
    but(TENANT, 'TOKEN}\n', `TOKEN}\n      token_sha256: ${'a'.repeat(64)}\n`),
    ['tenants/acme/tenant.yaml:4:7 ingest.tokens[0]: needs exactly one of token, token_file, token_sha256'],
  ],
  'token-in-no-way': [
    but(TENANT, `- token: \${ACME_INGEST_TOKEN}`, '- {}'),
    ['tenants/acme/tenant.yaml:4:7 ingest.tokens[0]: needs exactly one of token, token_file, token_sha256'],
  ],
  'token-is-a-number': [
    but(TENANT, `\${ACME_INGEST_TOKEN}`, '1234567890123456'),
    ['tenants/acme/tenant.yaml:4:7 ingest.tokens[0].token: must be text, not a number; put it in quotes'],
  ],
  'token-with-a-blank': [
    but(TENANT, `\${ACME_INGEST_TOKEN}`, 'hush hush-hush-hush'),
    [
      'tenants/acme/tenant.yaml:4:7 ingest.tokens[0].token: the secret holds a blank, a line break or a character outside ASCII, which no header can carry',
    ],
  ],
  'token-sha256-too-short': [
    but(TENANT, `token: \${ACME_INGEST_TOKEN}`, 'token_sha256: abc123'),
    [
      'tenants/acme/tenant.yaml:4:7 ingest.tokens[0].token_sha256: must be a SHA-256 in 64 hex digits; make it with: printf %s "$TOKEN" | sha256sum',
    ],
  ],
  'token-file-missing': [
    but(TENANT, `token: \${ACME_INGEST_TOKEN}`, 'token_file: ./ingest-token'),
    [
      'tenants/acme/tenant.yaml:4:7 ingest.tokens[0].token_file: the file that is named here does not exist; it is looked for at tenants/acme/ingest-token',
    ],
  ],
  'token-file-empty': [
    { ...but(TENANT, `token: \${ACME_INGEST_TOKEN}`, 'token_file: ingest-token'), 'tenants/acme/ingest-token': '\n' },
    [
      'tenants/acme/tenant.yaml:4:7 ingest.tokens[0].token_file: the file that is named here is empty; it is looked for in tenants/acme',
    ],
  ],
  'token-file-is-a-folder': [
    { ...but(TENANT, `token: \${ACME_INGEST_TOKEN}`, 'token_file: templates'), 'tenants/acme/templates/README.md': '' },
    [
      'tenants/acme/tenant.yaml:4:7 ingest.tokens[0].token_file: the file that is named here is not a file; it is looked for in tenants/acme',
    ],
  ],
  'token-file-with-two-lines': [
    {
      ...but(TENANT, `token: \${ACME_INGEST_TOKEN}`, 'token_file: ingest-token'),
      'tenants/acme/ingest-token': 'hush-one\nhush-two\n',
    },
    [
      'tenants/acme/tenant.yaml:4:7 ingest.tokens[0].token_file: the secret holds a blank, a line break or a character outside ASCII, which no header can carry',
    ],
  ],
  'token-shared-by-tenants': [
    {
      'tenants/globex/tenant.yaml': GOOD[TENANT],
      'tenants/globex/routing.yaml': GOOD[ROUTING],
      'tenants/globex/receivers.yaml': GOOD[RECEIVERS],
    },
    [
      'tenants/globex/tenant.yaml:4:7 ingest.tokens[0].token: this is a token of tenants/acme/tenant.yaml too; give each tenant tokens of its own',
    ],
  ],
  'token-for-ingest-and-api': [
    but(TENANT, 'slack:', `${API_TOKEN}viewer\n      token: \${ACME_INGEST_TOKEN}\nslack:`),
    [
      'tenants/acme/tenant.yaml:9:7 api.tokens[0].token: ingest.tokens[0].token is this token too; make another one for this',
    ],
  ],
  'api-token-of-no-role': [
    but(TENANT, 'slack:', `${API_TOKEN}viewr\n      token: api-token-0123456789\nslack:`),
    ['tenants/acme/tenant.yaml:8:7 api.tokens[0].role: there is no role of this name; did you mean "viewer"?'],
  ],
  'variable-not-set': [
    but(TENANT, 'ACME_BOT_TOKEN', 'NO_SUCH_TOKEN'),
    [
      'tenants/acme/tenant.yaml:7:3 slack.bot_token: the environment variable NO_SUCH_TOKEN is not set; set NO_SUCH_TOKEN before the start',
    ],
  ],
  'variable-empty': [
    but(TENANT, 'ACME_BOT_TOKEN', 'EMPTY_TOKEN'),
    [
      'tenants/acme/tenant.yaml:7:3 slack.bot_token: the environment variable EMPTY_TOKEN is set but empty; set EMPTY_TOKEN before the start',
    ],
  ],
  'variable-of-the-process': [
    but(TENANT, 'name: Acme', `name: \${TOCSIN_ADMIN_TOKEN}`),
    [
      `tenants/acme/tenant.yaml:1:1 name: \${TOCSIN_ADMIN_TOKEN} belongs to the process, not to a tenant; use a variable of another name`,
    ],
  ],
  'slack-is-text': [
    but(TENANT, `slack:\n  team_id: T0ACME\n  bot_token: \${ACME_BOT_TOKEN}`, 'slack: T0ACME'),
    ['tenants/acme/tenant.yaml:5:1 slack: must be a mapping (key: value), not text'],
  ],
  'team-id-is-a-name': [
    but(TENANT, 'T0ACME', 'acme'),
    [
      'tenants/acme/tenant.yaml:6:3 slack.team_id: must be a workspace id such as T0123ABCD; it stands in the address of Slack in a browser',
    ],
  ],
  'bot-token-missing': [
    but(TENANT, `  bot_token: \${ACME_BOT_TOKEN}\n`, ''),
    ['tenants/acme/tenant.yaml:5:1 slack: needs exactly one of bot_token, bot_token_file; or write install: oauth'],
  ],
  'team-id-missing': [
    but(TENANT, `  team_id: T0ACME\n`, ''),
    ['tenants/acme/tenant.yaml:5:1 slack.team_id: is missing; it must be text'],
  ],
  'token-beside-oauth': [
    but(TENANT, `  team_id: T0ACME\n`, '  install: oauth\n'),
    ['tenants/acme/tenant.yaml:5:1 slack: has install: oauth and a token; remove one of them'],
  ],
  'install-is-no-way-to-install': [
    but(TENANT, `  team_id: T0ACME\n`, '  install: by hand\n'),
    [
      'tenants/acme/tenant.yaml:5:1 slack.team_id: is missing; it must be text',
      'tenants/acme/tenant.yaml:6:3 slack.install: must be one of token, oauth',
    ],
  ],
  'bot-token-is-a-user-token': [
    but(TENANT, `\${ACME_BOT_TOKEN}`, 'xoxp-hush'),
    [
      'tenants/acme/tenant.yaml:7:3 slack.bot_token: this is a user token; take the bot token, xoxb-…, from "OAuth & Permissions" of your app',
    ],
  ],
  'bot-token-is-a-webhook': [
    but(TENANT, `\${ACME_BOT_TOKEN}`, 'https://hooks.slack.example/hush'),
    [
      'tenants/acme/tenant.yaml:7:3 slack.bot_token: this is the address of an incoming webhook; take the bot token, xoxb-…, from "OAuth & Permissions" of your app',
    ],
  ],
};
