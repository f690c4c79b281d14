/** Entries of `tenant.yaml` that name a token of ours: itself, a file that holds it, or its digest. */
import { z } from 'zod';
import { exactlyOne } from './mapping-rule.ts';
import { PATH_RULE } from './read-secret.ts';
import { SHA256_HEX } from './tenant-secrets.ts';

const TOKEN = {
  token: z.string().min(1).optional().describe(`The token itself; better \`\${ENV_NAME}\` than literally.`),
  token_file: z.string().min(1).optional().describe(`File that holds the token, ${PATH_RULE}.`),
  token_sha256: z
    .string()
    .regex(SHA256_HEX, 'must be a SHA-256 in 64 hex digits; make it with: printf %s "$TOKEN" | sha256sum')
    .optional()
    .describe("The token's SHA-256 in hex: then the token itself is nowhere in the configuration."),
};
const CREATED = {
  created: z.iso
    .date('must be a day such as 2026-05-01')
    .optional()
    .describe(
      'When the token was made; the console shows it. Without it the time at which `token_file` was written is shown.',
    ),
};

const oneToken = <T>() => exactlyOne<T>(Object.keys(TOKEN), 'needs exactly one of token, token_file, token_sha256');

export const IngestToken = z.strictObject({ ...TOKEN, ...CREATED }).check(oneToken());

export const ApiToken = z
  .strictObject({
    name: z
      .string()
      .regex(/^[\x21-\x7e]{1,64}$/, 'must be 1 to 64 printable ASCII characters without blanks')
      .describe('Under which name the history and the log know whoever has it.'),
    ...TOKEN,
    ...CREATED,
    role: z.string().min(1).describe('What it may do: `viewer`, `responder`, `manager`, or a role of `access.yaml`.'),
  })
  .check(oneToken());
