import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { Clock } from '../core/clock.ts';
import type { OauthApp } from './oauth-app.ts';
import type { SandboxLimits } from './rate-limits.ts';

/**
 * What a token may do unless said otherwise: the scopes that Tocsin's own Slack app asks for. `chat:write.public` is
 * not among them, so that a missing invitation to a channel shows.
 */
export const DEFAULT_SCOPES = [
  'chat:write',
  'commands',
  'channels:read',
  'groups:read',
  'channels:join',
  'channels:history',
  'groups:history',
  'im:write',
  'users:read',
  'usergroups:read',
] as const;

export const TokenState = z.enum(['active', 'token_revoked', 'token_expired', 'account_inactive']);
/** `active`, or the error that Slack answers to every call with the token. */
export type TokenState = z.infer<typeof TokenState>;

/** A bot token. Two tokens of different bots in one workspace cannot change each other's messages. */
export const SandboxToken = z.strictObject({
  token: z.string().min(1),
  scopes: z.array(z.string()).default([...DEFAULT_SCOPES]),
  state: TokenState.default('active'),
  botId: z.string().default('B0TOCSIN'),
  botUserId: z.string().default('U0TOCSIN'),
  botName: z.string().default('Tocsin'),
});
export type SandboxToken = z.infer<typeof SandboxToken>;

export const SandboxChannel = z.strictObject({
  id: z.string().min(1),
  /** Without `#`. */
  name: z.string().min(1),
  isPrivate: z.boolean().default(false),
  isArchived: z.boolean().default(false),
  /** Whether the bot was invited. */
  isMember: z.boolean().default(true),
  /** Ids of the people in it; absent: everybody. */
  members: z.array(z.string()).optional(),
});
export type SandboxChannel = z.infer<typeof SandboxChannel>;

export const SandboxUser = z.strictObject({
  id: z.string().min(1),
  name: z.string().min(1),
  realName: z.string().optional(),
  /** As Slack tells it: `de-DE`. */
  locale: z.string().default('en-US'),
  /** IANA name. */
  tz: z.string().default('Etc/UTC'),
});
export type SandboxUser = z.infer<typeof SandboxUser>;

export const SandboxUserGroup = z.strictObject({
  id: z.string().min(1),
  handle: z.string().min(1),
  name: z.string().optional(),
  users: z.array(z.string()).default([]),
});
export type SandboxUserGroup = z.infer<typeof SandboxUserGroup>;

/** One Slack workspace that the sandbox plays. */
export const SandboxWorkspace = z.strictObject({
  teamId: z.string().min(1),
  name: z.string().default('Sandbox'),
  /** Slack's sub-domain. */
  domain: z.string().default('sandbox'),
  /** May be empty where the app is installed by OAuth. */
  tokens: z.array(SandboxToken).default([]),
  channels: z.array(SandboxChannel).default([]),
  users: z.array(SandboxUser).default([]),
  userGroups: z.array(SandboxUserGroup).default([]),
  /** How long after posting a message may be changed (a setting of the workspace); absent: for ever. */
  editWindowSeconds: z.number().positive().optional(),
});
/** As one writes it: defaults left out. */
export type SandboxWorkspace = z.input<typeof SandboxWorkspace>;
/** Answers the request and says true, or leaves it untouched and says false. */
export type PreviewEndpoints = (request: IncomingMessage, response: ServerResponse) => boolean | Promise<boolean>;

/** As parsed: defaults filled in. */
export type WorkspaceSettings = z.output<typeof SandboxWorkspace>;

export interface SandboxOptions {
  readonly workspaces: readonly SandboxWorkspace[];
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** 127.0.0.1 unless said otherwise. */
  readonly host?: string;
  /** How others reach it, for links and `response_url`s; `http://host:port` unless said otherwise. */
  readonly publicUrl?: string;
  /** Off by default; `slackLimits` for Slack's. */
  readonly limits?: SandboxLimits;
  readonly clock?: Clock;
  /** Where clicks are sent. */
  readonly interactivityUrl?: string;
  /** With what clicks are signed. */
  readonly signingSecret?: string;
  /** `xapp-…`: then requests go over sockets that the app opens with it, and none to an address. */
  readonly appToken?: string;
  /** For installing the app by OAuth; absent: it cannot be. */
  readonly oauthApp?: OauthApp;
  /** Check blocks as Slack does; on by default. */
  readonly validate?: boolean;
  /**
   * Messages kept per channel, 5 000 by default; the oldest leave. 0 makes a sink for benchmarks: posts are answered
   * with a `ts`, updates as if the message were there, and nothing is checked or kept.
   */
  readonly keepMessages?: number;
  /** Serves `/preview/api/…` at the same address, for the page's preview; absent: there is none. */
  readonly preview?: PreviewEndpoints;
  /** Calls kept in the log, 100 000 by default; 0 switches it off. */
  readonly recordRequests?: number;
}
