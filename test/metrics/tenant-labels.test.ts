import { describe, expect, test } from '@jest/globals';
import { createTenantLabels, MAX_TENANT_LABELS } from '../../src/metrics/tenant-labels.ts';

describe('tenant labels', () => {
  test('name the first thousand tenants and call the rest other', () => {
    const labelOf = createTenantLabels();
    const labels = Array.from({ length: 1_500 }, (_, index) => labelOf(`tenant-${index}`));
    expect(new Set(labels).size).toBe(MAX_TENANT_LABELS + 1);
    expect(labels[999]).toBe('tenant-999');
    expect(labels[1_000]).toBe('other');
    expect(labelOf('tenant-5')).toBe('tenant-5');
  });
});
