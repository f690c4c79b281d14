/** Why an alert goes where it goes, and why not elsewhere. */
import { z } from 'zod';
import { Labels, SeverityName, Time } from './parts.ts';

/** `POST /api/v1/tenants/{tenantId}/why`: an alert's labels, or a whole webhook. */
export const WhyBody = z.union([
  z.strictObject({ labels: Labels, at: Time.optional().describe('When; now without it.') }),
  z.strictObject({
    payload: z.looseObject({}).describe('What Alertmanager sends.'),
    at: Time.optional(),
  }),
]);
export type WhyBody = z.infer<typeof WhyBody>;

export const RouteTried = z
  .object({
    path: z.string().describe('Where in `routing.yaml`, such as `route.routes[1]`.'),
    receiver: z.string(),
    matchers: z.array(z.string()),
    outcome: z
      .enum(['selected', 'delegated', 'not_matched', 'not_tried'])
      .describe('`delegated`: it matched, and routes under it take the alert.'),
    failed: z
      .object({ matcher: z.string(), label: z.string(), value: z.string().describe('Empty: absent.') })
      .optional()
      .describe('The first matcher that did not match.'),
    because: z.string().optional().describe('Of one that was not tried: the route that came first.'),
  })
  .meta({ id: 'RouteTried' });
export type RouteTried = z.infer<typeof RouteTried>;

export const ReceiverChosen = z
  .object({
    name: z.string(),
    routes: z.array(z.string()).describe('The paths of the routes that lead there.'),
    channel: z.string(),
    locale: z.string(),
    timeZone: z.string(),
    template: z.string(),
    templateWhy: z.enum(['receiver', 'labels']).describe("Whether the receiver names it or the alert's labels decide."),
    mentions: z.array(z.string()).describe('Whom its first post calls.'),
    mutedUntil: Time.optional().describe('Set while a time interval keeps it quiet.'),
    timeIntervals: z.array(z.string()).describe('Names of those that its routes have.'),
    group: z
      .object({ id: z.string(), state: z.enum(['open', 'resolved']).optional().describe('Absent: there is none yet.') })
      .optional()
      .describe('Of a webhook: the group that the alert belongs to there.'),
  })
  .meta({ id: 'ReceiverChosen' });
export type ReceiverChosen = z.infer<typeof ReceiverChosen>;

export const AlertExplained = z
  .object({
    labels: Labels,
    severity: SeverityName,
    routes: z.array(RouteTried).describe('In the order of the file.'),
    receivers: z.array(ReceiverChosen),
  })
  .meta({ id: 'AlertExplained' });
export type AlertExplained = z.infer<typeof AlertExplained>;

export const WhyAnswer = z
  .object({
    at: Time,
    alerts: z.array(AlertExplained),
    notShown: z.int().describe('Alerts of the webhook beyond those that are explained.'),
    dedupe: z
      .object({
        verdict: z
          .enum(['news', 'copy'])
          .describe('`copy`: the same facts were taken in within `windowSeconds`, so this would change nothing.'),
        firstFrom: z.string().optional().describe('Of a copy: the Alertmanager that sent it first.'),
        windowSeconds: z.number(),
      })
      .optional()
      .describe('Of a webhook.'),
  })
  .meta({ id: 'WhyAnswer' });
export type WhyAnswer = z.infer<typeof WhyAnswer>;
