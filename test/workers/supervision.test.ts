import { describe, expect, test } from '@jest/globals';
import type { MetricsSnapshot } from '../../src/core/fleet.ts';
import { joinSnapshots, withoutZeros } from '../../src/metrics/join-snapshots.ts';
import { createMetrics } from '../../src/metrics/metrics.ts';
import { writePage } from '../../src/metrics/write-page.ts';
import { FleetMetrics } from '../../src/workers/fleet-metrics.ts';
import { RestartPause } from '../../src/workers/restart-pause.ts';
import { watch } from '../../src/workers/watchdog.ts';
import { waitUntil } from '../servers/wait-until.ts';

const metricsOf = () => createMetrics({ version: '1', defaults: false });

/** As it comes from another process. */
const sent = (snapshot: MetricsSnapshot): MetricsSnapshot => JSON.parse(JSON.stringify(withoutZeros(snapshot)));

describe('one page for several workers', () => {
  test('adds up counters and histograms, and joins gauges by their meaning', async () => {
    const [one, two, three] = [metricsOf(), metricsOf(), metricsOf()];
    one.webhooks.inc({ tenant: 'acme', outcome: 'accepted' }, 3);
    two.webhooks.inc({ tenant: 'acme', outcome: 'accepted' }, 4);
    one.slackRequestSeconds.observe({ method: 'chat.update' }, 0.2);
    two.slackRequestSeconds.observe({ method: 'chat.update' }, 0.002);
    one.configReloadSuccess.set(1);
    two.configReloadSuccess.set(0);
    three.configReloadSuccess.set(1);
    three.escalations.inc({ why: 'pressed', tenant: 'globex' });
    one.escalations.inc({ tenant: 'globex', why: 'pressed' });
    one.groups.set({ tenant: 'acme', state: 'open' }, 9);
    const fleet = new FleetMetrics();
    const told = new Map([
      [2, sent(await two.snapshot())],
      [3, sent(await three.snapshot())],
    ]);
    for (const [worker, snapshot] of told) fleet.note(worker, snapshot);
    const others = await fleet.withOwn(told);
    const page = await writePage(await joinSnapshots([await one.snapshot(), others]), 'prometheus');
    for (const line of [
      'tocsin_webhooks_total{tenant="acme",outcome="accepted"} 7',
      'tocsin_slack_request_seconds_bucket{le="0.01",method="chat.update"} 1',
      'tocsin_slack_request_seconds_count{method="chat.update"} 2',
      'tocsin_groups{tenant="acme",state="open"} 9',
      'tocsin_workers 3',
      'tocsin_config_reload_success 0',
      'tocsin_escalations_total{tenant="globex",why="pressed"} 2',
      'tocsin_build_info{version="1"} 1',
    ]) {
      expect(page).toContain(line);
    }
  });

  test('never falls when a worker ends', async () => {
    const fleet = new FleetMetrics();
    const [own, gone] = [metricsOf(), metricsOf()];
    gone.webhooks.inc({ tenant: 'acme', outcome: 'accepted' }, 5);
    gone.slackRequestSeconds.observe({ method: 'chat.update' }, 0.2);
    const last = await gone.snapshot();
    fleet.note(7, last);
    fleet.ended(7);
    fleet.ended(8);
    fleet.restarted();
    // It answered, and ended before the others had: counted once.
    const others = await fleet.withOwn(new Map([[7, last]]));
    const joined = await joinSnapshots([await own.snapshot(), others]);
    expect(await fleet.withOwn(new Map())).toEqual(others);
    const page = await writePage(joined, 'prometheus');
    expect(page).toContain('tocsin_webhooks_total{tenant="acme",outcome="accepted"} 5');
    expect(page).toContain('tocsin_slack_request_seconds_count{method="chat.update"} 1');
    expect(page).toContain('tocsin_worker_restarts_total 1');
    expect(page).toContain('tocsin_workers 1');
  });
});

test('workers that end soon after their start are started ever more rarely', () => {
  const pause = new RestartPause();
  const pauses = [1, 1, 1, 1, 1, 1, 1, 1].map((livedMs) => pause.after(livedMs));
  expect(pauses).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  expect([pause.after(60_000), pause.after(1)]).toEqual([0, 500]);
});

describe('a watchdog', () => {
  test('barks once when nobody has answered three times, and not before', async () => {
    const answers = [true, false, false, true, false, false, false, false];
    let asked = 0;
    let barked = 0;
    const stop = watch({
      everyMs: 5,
      ask: async () => {
        asked += 1;
        if (answers[asked - 1] !== true) throw new Error('no answer');
      },
      onHang: () => {
        barked += 1;
      },
    });
    await waitUntil('it has barked', () => barked > 0);
    stop();
    expect({ asked, barked }).toEqual({ asked: 7, barked: 1 });
  });
});
