import { z } from 'zod';
import { LOWEST_LIMIT } from '../core/cut-text.ts';
import { durationBetween } from './duration.ts';
import { sizeBetween } from './size.ts';
import { wholeBetween } from './whole-between.ts';

/** `ingest` in tocsin.yaml. */
export const IngestSettings = z.strictObject({
  max_body_size: sizeBetween('1KiB', '256MiB')
    .prefault('16MiB')
    .describe('Largest webhook body, unpacked. A larger one is refused with 413.'),
  max_alerts: wholeBetween(1, 50_000)
    .default(5_000)
    .describe('Alerts kept of one webhook, most severe first; the rest is counted.'),
  max_labels: wholeBetween(1, 1_000)
    .default(100)
    .describe('Labels kept of one alert, and annotations; the rest is left out.'),
  max_label_length: wholeBetween(LOWEST_LIMIT, 65_536)
    .default(1_024)
    .describe('Characters kept of a label value; a longer one is cut.'),
  max_annotation_length: wholeBetween(16, 65_536)
    .default(4_096)
    .describe('Characters kept of an annotation; a longer one is cut. One Slack section holds 3000.'),
  dedupe_window: durationBetween('1s', '1h')
    .prefault('2m')
    .describe(
      "The same facts within this time are a copy, and webhooks for one group are replicas' views of the same moment. Longer than Alertmanager's peer timeout (15s) times the number of replicas, shorter than any repeat_interval.",
    ),
  tenant_concurrency: wholeBetween(1, 1_000)
    .default(4)
    .describe(
      "Webhooks of one tenant that are read and stored at the same time; its others wait, so that its storm doesn't hold up the others, and are answered 503 after 5 seconds. More helps where Redis is far away.",
    ),
});
