/** A bucket of calls: `burst` at once, refilled evenly with `calls` every `periodMs`. */
export interface Rate {
  readonly calls: number;
  readonly periodMs: number;
  readonly burst: number;
}

/** What the sandbox limits; a part that is absent is not limited. */
export interface SandboxLimits {
  /** Posts into one channel, replies included. */
  readonly postsPerChannel?: Rate;
  /** Calls of a method in one workspace, by the method's name. */
  readonly methods: Readonly<Record<string, Rate>>;
  /** Slack's restriction of apps that are sold outside its Marketplace: objects a page of history. */
  readonly maxHistoryObjects?: number;
}

function perMinute(calls: number): Rate {
  return { calls, periodMs: 60_000, burst: calls };
}

/**
 * [D] apis/web-api/rate-limits. Bursts are secret: three posts are our guess. "Several hundred" posts a minute and
 * workspace are taken as 300; a tier's "50+" as exactly 50.
 */
export const slackLimits: SandboxLimits = {
  postsPerChannel: { calls: 1, periodMs: 1_000, burst: 3 },
  methods: {
    'chat.postMessage': perMinute(300),
    'chat.update': perMinute(50),
    'chat.delete': perMinute(50),
    'chat.postEphemeral': perMinute(100),
    'conversations.history': perMinute(50),
    'conversations.replies': perMinute(50),
    'conversations.info': perMinute(50),
    'conversations.list': perMinute(20),
    'conversations.join': perMinute(50),
    'users.info': perMinute(100),
    'usergroups.list': perMinute(20),
    'views.open': perMinute(100),
    'views.publish': perMinute(100),
  },
};

/** The same for an app that is sold outside Slack's Marketplace: history once a minute, 15 objects. */
export const restrictedAppLimits: SandboxLimits = {
  ...slackLimits,
  methods: { ...slackLimits.methods, 'conversations.history': perMinute(1), 'conversations.replies': perMinute(1) },
  maxHistoryObjects: 15,
};

const POST_METHODS = new Set(['chat.postMessage', 'chat.postEphemeral']);

export interface LimitedCall {
  readonly method: string;
  readonly teamId: string;
  readonly channel: string | undefined;
}

/** Counts calls against limits. */
export class RateLimiter {
  readonly #limits: SandboxLimits;
  readonly #buckets = new Map<string, { tokens: number; at: number }>();
  readonly #blockedUntil = new Map<string, number>();

  constructor(limits: SandboxLimits) {
    this.#limits = limits;
  }

  /**
   * Takes the call, or says how many seconds to wait. As Slack documents it, a refusal blocks that method in that
   * workspace, and nothing else, until the wait is over.
   */
  take(call: LimitedCall, now: number): number | undefined {
    const scope = `${call.teamId} ${call.method}`;
    const blockedUntil = this.#blockedUntil.get(scope) ?? 0;
    if (now < blockedUntil) return Math.ceil((blockedUntil - now) / 1_000);
    const waitMs = this.#wait(call, scope, now);
    if (waitMs === 0) return undefined;
    const seconds = Math.ceil(waitMs / 1_000);
    this.#blockedUntil.set(scope, now + seconds * 1_000);
    return seconds;
  }

  #wait(call: LimitedCall, scope: string, now: number): number {
    const rate = this.#limits.methods[call.method];
    const perMethod = rate === undefined ? 0 : this.#draw(scope, rate, now);
    if (perMethod > 0) return perMethod;
    const { postsPerChannel } = this.#limits;
    if (postsPerChannel === undefined || call.channel === undefined || !POST_METHODS.has(call.method)) return 0;
    return this.#draw(`${call.teamId} #${call.channel}`, postsPerChannel, now);
  }

  /** Milliseconds until the bucket has a call to give; 0 when it gave one. */
  #draw(key: string, rate: Rate, now: number): number {
    const bucket = this.#buckets.get(key) ?? { tokens: rate.burst, at: now };
    const perMs = rate.calls / rate.periodMs;
    const tokens = Math.min(rate.burst, bucket.tokens + Math.max(0, now - bucket.at) * perMs);
    const given = tokens >= 1;
    this.#buckets.set(key, { tokens: given ? tokens - 1 : tokens, at: now });
    return given ? 0 : Math.ceil((1 - tokens) / perMs);
  }
}
