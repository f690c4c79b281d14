/** Whose alerts a command is about, where several tenants share a workspace. Pure. */

/** A tenant of the workspace that Slack signed for. */
export interface TenantOfWorkspace {
  readonly id: string;
  readonly name: string;
  /** Where its receivers post: ids, or `#names`. */
  readonly channels: ReadonlySet<string>;
}

export interface CommandPlace {
  /** What was typed behind `tenant=`. */
  readonly tenant?: string;
  readonly channel: string;
  /** Without `#`. */
  readonly channelName: string;
}

/** `which`: the channel does not tell · `unknown`: no tenant of this workspace is called so. */
export type TenantChoice<T> = { readonly tenant: T } | { readonly why: 'which' | 'unknown' };

/** The one that was named, by id or name; else the only one, or the only one whose channel it is. */
export function chooseTenant<T extends TenantOfWorkspace>(tenants: readonly T[], place: CommandPlace): TenantChoice<T> {
  if (place.tenant !== undefined) {
    const wanted = place.tenant.toLowerCase();
    const named =
      tenants.find(({ id }) => id === wanted) ?? only(tenants.filter(({ name }) => name.toLowerCase() === wanted));
    return named === undefined ? { why: 'unknown' } : { tenant: named };
  }
  const { channel, channelName } = place;
  const tenant =
    only(tenants) ?? only(tenants.filter(({ channels }) => channels.has(channel) || channels.has(`#${channelName}`)));
  return tenant === undefined ? { why: 'which' } : { tenant };
}

function only<T>(all: readonly T[]): T | undefined {
  return all.length === 1 ? all[0] : undefined;
}
