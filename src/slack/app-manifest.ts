/** The Slack app that the relay needs, as a manifest to create it from. */
import type { AppsManifestCreateArguments } from '@slack/web-api';
import { OAUTH_REDIRECT_PATH } from './mount-install.ts';
import { SLACK_EVENTS_PATH } from './open-bolt.ts';

export type AppManifest = Exclude<AppsManifestCreateArguments['manifest'], string>;
type ScopeName = NonNullable<NonNullable<NonNullable<AppManifest['oauth_config']>['scopes']>['bot']>[number];

export interface Scope {
  readonly name: ScopeName;
  /** What the relay does with it. */
  readonly why: string;
  /** What is lost without it; absent for what nothing works without. */
  readonly without?: string;
}

/** What the app's bot may do: no more than the relay makes use of. */
export const BOT_SCOPES: readonly Scope[] = [
  { name: 'chat:write', why: 'post messages and replies, and change its own messages' },
  {
    name: 'chat:write.public',
    why: 'post to public channels that the app was not invited to',
    without: 'invite the app to each channel: `/invite @tocsin`',
  },
  {
    name: 'channels:history',
    why: 'look up in a public channel whether a call that broke off was taken, before anything is posted again',
    without: "such a message is posted again, or left out, as the tenant's `in_doubt` says",
  },
  {
    name: 'groups:history',
    why: 'the same in private channels',
    without: 'the same as without `channels:history`',
  },
  {
    name: 'channels:join',
    why: 'join a public channel whose history it must read',
    without: 'invite the app to each channel',
  },
  {
    name: 'im:write',
    why: 'open the conversation in which somebody gets a direct message when an alert escalates to them',
    without: 'escalation policies cannot use `direct_message`',
  },
  {
    name: 'users:read',
    why: 'answer who presses a button in their own language and time zone, and name them in silences',
    without: "answers are in the tenant's language and time zone, silences name an id",
  },
  {
    name: 'commands',
    why: 'take [`/tocsin`](commands.md)',
    without: 'what is open shows in the channels and on the Home tab only; take out the slash command, too',
  },
  {
    name: 'usergroups:read',
    why: 'look up who is in the user groups that roles of [access.yaml](access.md) name',
    without: "such roles are nobody's; name people instead",
  },
];

/** Slack's limit for an app's name (manifest reference). */
export const MAX_NAME_CHARS = 35;

/** What Slack tells the app without being asked: that somebody opens its Home tab, and that a workspace removed it. */
const BOT_EVENTS = ['app_home_opened', 'app_uninstalled', 'tokens_revoked'] as const;

export interface ManifestOptions {
  readonly name: string;
  /**
   * Where people's browsers and Slack reach the relay, such as `https://tocsin.example.com`; absent: requests come by
   * Socket Mode.
   */
  readonly origin: string | undefined;
  /** Tokens that end and are renewed, for installing by OAuth. Slack does not let an app go back. */
  readonly rotates: boolean;
}

export function appManifest({ name, origin, rotates }: ManifestOptions): AppManifest {
  const requestUrl = origin === undefined ? {} : { request_url: `${origin}${SLACK_EVENTS_PATH}` };
  const commandUrl = origin === undefined ? {} : { url: `${origin}${SLACK_EVENTS_PATH}` };
  return {
    _metadata: { major_version: 2, minor_version: 1 },
    display_information: {
      name,
      description: 'Alerts from Prometheus Alertmanager, kept true',
      background_color: '#8b1a1a',
    },
    features: {
      bot_user: { display_name: name, always_online: true },
      app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: true },
      slash_commands: [
        {
          command: '/tocsin',
          ...commandUrl,
          description: 'What is open, and who has it',
          usage_hint: 'list | silences | ack <id> | who | help',
          should_escape: false,
        },
      ],
    },
    oauth_config: {
      ...(origin === undefined ? {} : { redirect_urls: [`${origin}${OAUTH_REDIRECT_PATH}`] }),
      scopes: { bot: BOT_SCOPES.map((scope) => scope.name) },
    },
    settings: {
      event_subscriptions: { ...requestUrl, bot_events: [...BOT_EVENTS] },
      interactivity: { is_enabled: true, ...requestUrl },
      org_deploy_enabled: false,
      socket_mode_enabled: origin === undefined,
      token_rotation_enabled: rotates,
    },
  };
}
