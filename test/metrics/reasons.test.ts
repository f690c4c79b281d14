import { expect, test } from '@jest/globals';
import { DEAD_LETTER_REASONS, DELIVERY_REASONS, MAX_BACKOFF_MS } from '../../src/core/errors.ts';
import { createMetrics } from '../../src/metrics/metrics.ts';
import { startAtZero } from '../../src/metrics/start-at-zero.ts';

test('every reason has a series that starts at zero, for failed deliveries and for dead letters', async () => {
  const metrics = createMetrics({ version: 'test', defaults: false });
  startAtZero(metrics, [{ id: 'acme', receivers: [{ name: 'ops', template: undefined }] }]);
  const page = await metrics.registry.metrics();
  const ofDelivery = 'tenant="acme",receiver="ops",operation="post",outcome="failed"';
  for (const reason of Object.keys(DELIVERY_REASONS)) {
    expect(page).toContain(`tocsin_deliveries_total{${ofDelivery},reason="${reason}"} 0\n`);
  }
  for (const reason of DEAD_LETTER_REASONS) {
    expect(page).toContain(`tocsin_dead_letters_total{tenant="acme",reason="${reason}"} 0\n`);
  }
  for (const outcome of ['told', 'replayed', 'dropped', 'expired']) {
    expect(page).toContain(`tocsin_dead_letters_ended_total{tenant="acme",outcome="${outcome}"} 0\n`);
  }
});

test('no reason pauses for longer at first than the longest pause', () => {
  for (const { backoffMs } of Object.values(DELIVERY_REASONS)) {
    expect(backoffMs).toBeGreaterThanOrEqual(1_000);
    expect(backoffMs).toBeLessThanOrEqual(MAX_BACKOFF_MS);
  }
});
