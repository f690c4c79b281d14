/** A tenant's installation: the workspace that somebody installed the app in for it, and the tokens that came of it. */
import { type TeamId, type TenantId, teamId } from '../core/ids.ts';
import { Secret } from '../core/secret.ts';
import { type KeyRing, keyIdOf, type Opened, type Sealed } from './key-ring.ts';

/** What came with the tokens. Times are epoch milliseconds. */
export interface InstallationFacts {
  readonly teamId: TeamId;
  readonly teamName: string;
  /** Slack's id of the app and of its bot. */
  readonly appId: string;
  readonly botUserId: string;
  readonly scopes: readonly string[];
  readonly installedAt: number;
  /** Slack's id of the person. */
  readonly installedBy: string;
  /** When the bot token ends; absent when it does not, as without token rotation. */
  readonly expiresAt?: number;
}

export interface Tokens {
  readonly botToken: Secret;
  /** Good for one renewal. */
  readonly refreshToken?: Secret;
}

/** Why an installation is not used any more: only a new one mends it. */
export const PARK_REASONS = ['app_uninstalled', 'tokens_revoked'] as const;
export type ParkReason = (typeof PARK_REASONS)[number];

/** As stored: the tokens sealed, the rest for whoever looks after it. */
export interface InstallationRecord extends InstallationFacts {
  readonly sealed: Sealed;
  readonly parked?: { readonly at: number; readonly why: ParkReason };
  /** Somebody renews the tokens, or broke off doing so: the refresh token may have been used. */
  readonly renewingSince?: number;
}

export interface Installation extends InstallationRecord {
  readonly tokens: Tokens;
}

export type OpenedInstallation =
  | { readonly ok: true; readonly installation: Installation }
  | Extract<Opened, { ok: false }>;

/** Seals the tokens for this tenant and workspace: anywhere else they do not open. */
export function sealTokens(ring: KeyRing, owner: Owner, { botToken, refreshToken }: Tokens): Sealed {
  const texts = { botToken: botToken.reveal(), refreshToken: refreshToken?.reveal() };
  return ring.seal(JSON.stringify(texts), placeOf(owner));
}

export function openInstallation(ring: KeyRing, tenantId: TenantId, record: InstallationRecord): OpenedInstallation {
  const opened = ring.open(record.sealed, placeOf({ tenantId, teamId: record.teamId }));
  if (!opened.ok) return opened;
  const { botToken, refreshToken }: { botToken: string; refreshToken?: string } = JSON.parse(opened.text);
  const tokens = {
    botToken: new Secret(botToken),
    ...(refreshToken === undefined ? {} : { refreshToken: new Secret(refreshToken) }),
  };
  return { ok: true, installation: { ...record, tokens } };
}

/** The record sealed under the newest key; undefined when it is already. */
export function resealed(
  ring: KeyRing,
  tenantId: TenantId,
  { tokens, ...record }: Installation,
): InstallationRecord | undefined {
  if (keyIdOf(record.sealed) === ring.newest) return undefined;
  return { ...record, sealed: sealTokens(ring, { tenantId, teamId: record.teamId }, tokens) };
}

interface Owner {
  readonly tenantId: TenantId;
  readonly teamId: TeamId;
}

function placeOf(owner: Owner): string {
  return `installation\0${owner.tenantId}\0${owner.teamId}`;
}

/** Reads back what {@link recordText} wrote. */
export function recordFrom(text: string): InstallationRecord {
  const record: InstallationRecord = JSON.parse(text);
  return { ...record, teamId: teamId(record.teamId) };
}

export function recordText(record: InstallationRecord): string {
  return JSON.stringify(record);
}
