/** Templates, drawn while they are written. */
import { z } from 'zod';
import { SlackContent } from './parts.ts';

/** `GET /api/v1/tenants/{tenantId}/templates`: what there is to begin with. */
export const TemplateCatalog = z
  .object({
    templates: z.array(
      z.object({
        name: z.string(),
        isOwn: z.boolean().describe("Whether the tenant's own stands in for the product's."),
        source: z.string().describe('Handlebars: of the message.'),
      }),
    ),
    fixtures: z.array(
      z.object({ name: z.string(), title: z.string(), steps: z.int().describe('Messages in its life.') }),
    ),
    locales: z.array(z.string()),
  })
  .meta({ id: 'TemplateCatalog' });
export type TemplateCatalog = z.infer<typeof TemplateCatalog>;

/**
 * `POST /api/v1/tenants/{tenantId}/templates/preview`. Nothing is stored. A template that takes too long, or too much memory, is
 * told so: 400.
 */
export const TemplatePreviewBody = z.strictObject({
  source: z.string().max(65_536).describe('Handlebars: of the message.'),
  of: z.union([
    z.strictObject({
      fixture: z.string().max(100),
      step: z.int().min(0).max(100).default(0).describe('Which of the messages in its life; the first without it.'),
    }),
    z.strictObject({ group: z.string().max(64).describe("The id of one of the tenant's groups.") }),
  ]),
  locales: z.array(z.string().max(35)).min(1).max(10).optional().describe('All that there are without it.'),
});
export type TemplatePreviewBody = z.infer<typeof TemplatePreviewBody>;

export const TemplateFaultShown = z.object({
  line: z.int(),
  column: z.int(),
  reason: z.string(),
  hint: z.string().optional(),
});
export type TemplateFaultShown = z.infer<typeof TemplateFaultShown>;

export const TemplatePreview = z
  .object({
    faults: z.array(TemplateFaultShown).describe('What keeps the template from being read; then nothing is drawn.'),
    drawn: z.array(
      z.object({
        locale: z.string(),
        content: SlackContent,
        failure: z.string().optional().describe('Why it failed while it was drawn; the plain message stands in.'),
        limits: z.object({
          blocks: z.int(),
          blocksAllowed: z.int(),
          textBytes: z.int(),
          textBytesAllowed: z.int(),
          characters: z.int().describe('Of all text in the blocks, as Slack counts it.'),
          charactersAllowed: z.int(),
        }),
        complaints: z.array(z.string()).describe('What Slack would refuse.'),
      }),
    ),
  })
  .meta({ id: 'TemplatePreview' });
export type TemplatePreview = z.infer<typeof TemplatePreview>;
