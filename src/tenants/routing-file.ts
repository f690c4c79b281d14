import { z } from 'zod';
import { RouteConfig } from '../routing/route-config.ts';
import { TimeIntervalConfig } from '../routing/time-interval-config.ts';

/** `routing.yaml`: which alert goes to which receiver, in Alertmanager's own form. */
export const RoutingFile = z.strictObject({
  route: RouteConfig.describe('The root of the route tree: its receiver takes what no other route matches.'),
  time_intervals: z
    .array(TimeIntervalConfig)
    .default([])
    .describe('Times that routes may name in mute_time_intervals and active_time_intervals.'),
});
export type RoutingFile = z.output<typeof RoutingFile>;
