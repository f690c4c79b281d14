import { z } from 'zod';
import { parseUrl } from '../core/parse-url.ts';
import { DEFAULT_WEBHOOK_KINDS, WEBHOOK_KINDS } from '../core/webhook-kinds.ts';
import { exactlyOne } from './mapping-rule.ts';
import { PATH_RULE } from './read-secret.ts';

const SigningSecret = z
  .strictObject({
    secret: z
      .string()
      .min(1)
      .optional()
      .describe(`The secret itself, \`whsec_…\`; better \`\${ENV_NAME}\` than literally.`),
    secret_file: z.string().min(1).optional().describe(`File that holds the secret, ${PATH_RULE}.`),
  })
  .check(exactlyOne(['secret', 'secret_file'], 'needs exactly one of secret, secret_file'));

/** One of `webhooks` in `tenant.yaml`. */
export const WebhookEntry = z.strictObject({
  name: z
    .string()
    .regex(
      /^[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?$/,
      'must be 1 to 63 of a–z, 0–9, - and _, with a letter or digit at the ends',
    )
    .describe('A name for logs and metrics, unique here. Another name is another destination, which begins anew.'),
  url: z
    .url({ protocol: /^https?$/ })
    .refine(hasNoPassword, 'holds a user or a password; anyone who sees a log could read them there')
    .refine(isEncrypted, 'must begin with https://; what is sent would be readable on its way')
    .describe(
      'Where webhooks are posted to: https, and plain http only to the machine itself. Redirects are not followed, and private addresses are refused unless `webhooks.allow_networks` in tocsin.yaml names them.',
    ),
  secrets: z
    .array(SigningSecret)
    .min(1)
    .max(5)
    .describe(
      'What webhooks are signed with. With several each webhook has as many signatures: for a rotation add the new one, change the receiver, remove the old one.',
    ),
  events: z
    .array(z.enum(WEBHOOK_KINDS))
    .min(1)
    .default([...DEFAULT_WEBHOOK_KINDS])
    .describe('What to tell. Unless said otherwise all but `opened` and `commented`.'),
  labels: z
    .boolean()
    .default(false)
    .describe(
      "Whether to send the group's own labels along, those that Alertmanager groups by. They may say more than others should know.",
    ),
});
export type WebhookEntry = z.output<typeof WebhookEntry>;

function hasNoPassword(text: string): boolean {
  const url = parseUrl(text);
  return url === undefined || (url.username === '' && url.password === '');
}

function isEncrypted(text: string): boolean {
  const url = parseUrl(text);
  return url === undefined || url.protocol === 'https:' || isLoopback(url.hostname);
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
