import { z } from 'zod';

const OwnPort = z.string().regex(/^127\.0\.0\.1:\d+:\d+$/, 'ports are published on 127.0.0.1 only');
const Seconds = z.string().regex(/^\d+s$/);

const Service = z.strictObject({
  image: z.string().regex(/^[\w./-]+:[\w.-]+$/, 'an image has a tag'),
  build: z.literal('.').optional(),
  init: z.boolean().optional(),
  user: z.string().optional(),
  command: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()).optional(),
  secrets: z.array(z.string()).optional(),
  tmpfs: z.array(z.string()).optional(),
  ports: z.array(OwnPort).optional(),
  volumes: z.array(z.string().regex(/^[\w./-]+:\/[\w./-]+(?::ro)?$/)).optional(),
  depends_on: z.record(z.string(), z.strictObject({ condition: z.literal('service_healthy') })).optional(),
  healthcheck: z.strictObject({
    test: z.tuple([z.literal('CMD')], z.string()),
    interval: Seconds,
    timeout: Seconds,
    start_period: Seconds.optional(),
  }),
  read_only: z.literal(true),
  cap_drop: z.tuple([z.literal('ALL')]),
  security_opt: z.tuple([z.literal('no-new-privileges:true')]),
  restart: z.literal('unless-stopped'),
});

/**
 * The part of the Compose specification (compose-spec/compose-spec, `05-services.md` and its neighbours) that our file
 * uses, narrowed to what we want of every service: hardened, checked for health, published on loopback only.
 */
export const ComposeFile = z.strictObject({
  name: z.string(),
  'x-hardened': z.unknown(),
  'x-tenants': z.unknown(),
  services: z.record(z.string(), Service),
  volumes: z.record(z.string(), z.null()),
  secrets: z.record(z.string(), z.strictObject({ file: z.string().startsWith('./') })),
});
export type ComposeFile = z.infer<typeof ComposeFile>;

/** Names that a compose file uses but does not define. */
export function danglingNames(file: ComposeFile): readonly string[] {
  return Object.entries(file.services).flatMap(([name, service]) => {
    const volumes = (service.volumes ?? []).map((each) => each.split(':')[0] ?? '').filter((each) => !/^\./.test(each));
    return [
      ...Object.keys(service.depends_on ?? {}).filter((each) => !(each in file.services)),
      ...volumes.filter((each) => !(each in file.volumes)),
      ...(service.secrets ?? []).filter((each) => !(each in file.secrets)),
    ].map((each) => `${name} uses ${each}`);
  });
}
