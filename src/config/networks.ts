import { z } from 'zod';

/** Networks that the operator opens, in CIDR form; none unless named. */
export const Networks = z
  .array(z.union([z.cidrv4(), z.cidrv6()], 'must be a network such as 10.0.0.0/8 or fd00::/8'))
  .default([]);
