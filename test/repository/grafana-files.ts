import { z } from 'zod';

/** The part of Grafana's provisioning (grafana.com/docs, "Provision Grafana") that our files use. */
export const GrafanaSources = z.strictObject({
  apiVersion: z.literal(1),
  datasources: z.tuple([
    z.strictObject({
      name: z.string(),
      type: z.literal('prometheus'),
      uid: z.string(),
      access: z.literal('proxy'),
      url: z.url(),
      isDefault: z.literal(true),
      editable: z.boolean(),
      jsonData: z.strictObject({ timeInterval: z.string(), httpMethod: z.literal('POST') }),
    }),
  ]),
});

export const GrafanaProviders = z.strictObject({
  apiVersion: z.literal(1),
  providers: z.tuple([
    z.strictObject({
      name: z.string(),
      type: z.literal('file'),
      folder: z.string(),
      disableDeletion: z.boolean(),
      allowUiUpdates: z.boolean(),
      options: z.strictObject({ path: z.string().startsWith('/') }),
    }),
  ]),
});
