/**
 * Who may install the app for a tenant: whoever has a link that an operator made for it. A link is good for one
 * installation; the way through Slack and back, its state, for one person's browser and ten minutes.
 */
import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../core/clock.ts';
import { isTenantId, type TenantId } from '../core/ids.ts';
import type { Tickets } from './installations.ts';

/** Slack's code lives as long (installing with OAuth). */
export const STATE_MS = 10 * 60_000;
/** For how long a link is good, milliseconds, unless its maker says otherwise: it is sent to somebody, who may sleep. */
export const LINK_MS = 24 * 60 * 60_000;
export const LONGEST_LINK_MS = 7 * LINK_MS;

/** 256 bits: nobody guesses it. */
const SECRET_BYTES = 32;

export interface InstallLink {
  readonly url: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** The browser brings `cookie` back by itself, and Slack `state`. */
export interface BegunInstall {
  readonly state: string;
  readonly cookie: string;
}

/** An install that came back from Slack, in the browser that it went away in. */
export interface ReturnedInstall {
  readonly tenantId: TenantId;
  /** Uses the link up. False when it was used or ended meanwhile. */
  useLink(): Promise<boolean>;
}

export class InstallLinks {
  readonly #tickets: Tickets;
  readonly #publicUrl: string;
  readonly #clock: Clock;

  constructor(options: { readonly tickets: Tickets; readonly publicUrl: string; readonly clock: Clock }) {
    this.#tickets = options.tickets;
    this.#publicUrl = options.publicUrl;
    this.#clock = options.clock;
  }

  async create(tenantId: TenantId, ms = LINK_MS): Promise<InstallLink> {
    const key = newSecret();
    await this.#tickets.put(linkName(key), { value: tenantId, ms });
    const url = `${this.#publicUrl}/slack/install?tenant=${tenantId}&key=${key}`;
    return { url, expiresAt: this.#clock.now() + ms };
  }

  /** Begins an install with a link's parts; undefined where there is no such link any more. May be begun many times. */
  async begin(tenant: string, key: string): Promise<(BegunInstall & { readonly tenantId: TenantId }) | undefined> {
    const owner = await this.#tickets.read(linkName(key));
    if (owner === undefined || owner !== tenant || !isTenantId(owner)) return undefined;
    const [state, cookie] = [newSecret(), newSecret()];
    const kept: KeptState = { tenantId: owner, link: linkName(key), cookie: digestOf(cookie) };
    await this.#tickets.put(stateName(state), { value: JSON.stringify(kept), ms: STATE_MS });
    return { state, cookie, tenantId: owner };
  }

  /** Takes a state, which then is used up, whoever brought it; undefined for one that is unknown or another browser's. */
  async take(state: string, cookie: string): Promise<ReturnedInstall | undefined> {
    const text = await this.#tickets.take(stateName(state));
    if (text === undefined) return undefined;
    const kept: KeptState = JSON.parse(text);
    if (!timingSafeEqual(Buffer.from(kept.cookie), Buffer.from(digestOf(cookie)))) return undefined;
    const useLink = async () => (await this.#tickets.take(kept.link)) !== undefined;
    return { tenantId: kept.tenantId, useLink };
  }
}

interface KeptState {
  readonly tenantId: TenantId;
  readonly link: string;
  /** Of what the browser must bring. */
  readonly cookie: string;
}

function newSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}

function digestOf(secret: string): string {
  return hash('sha256', secret);
}

const linkName = (key: string): string => `install-link:${digestOf(key)}`;
const stateName = (state: string): string => `install-state:${digestOf(state)}`;
