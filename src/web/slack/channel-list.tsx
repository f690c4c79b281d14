import type { VNode } from 'preact';
import type { PageChannel, PageWorkspace } from '../../core/sandbox-page.ts';

/** Where a person is: a channel, and perhaps a thread and a message in it. */
export interface Place {
  readonly teamId: string;
  readonly channel: string;
  /** The parent of the thread that is open. */
  readonly thread?: string | undefined;
  /** The message to be pointed at. */
  readonly ts?: string | undefined;
}

/** Stands for the app's Home tab where a channel's id is wanted: no channel of Slack is called so. */
export const HOME = 'home';

/** The side bar: workspaces and their channels, those with news in bold. */
export function ChannelList(props: {
  readonly workspaces: readonly PageWorkspace[];
  readonly shown: Place | undefined;
  readonly unread: ReadonlySet<string>;
  onShow(place: Place): void;
}): VNode {
  const { shown, unread, onShow } = props;
  return (
    <>
      {props.workspaces.map(({ teamId, name, channels }) => (
        <section key={teamId}>
          <h2>{name}</h2>
          <ul>
            <li>
              <button
                type="button"
                aria-current={shown?.teamId === teamId && shown.channel === HOME ? 'page' : undefined}
                onClick={() => onShow({ teamId, channel: HOME })}
              >
                <span class="sign">⌂</span>Home
              </button>
            </li>
            {channels.map((channel) => (
              <li key={channel.id}>
                <button
                  type="button"
                  class={unread.has(placeKey(teamId, channel.id)) ? 'unread' : undefined}
                  aria-current={shown?.teamId === teamId && shown.channel === channel.id ? 'page' : undefined}
                  onClick={() => onShow({ teamId, channel: channel.id })}
                >
                  <ChannelName channel={channel} />
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

/** One key for a channel of a workspace. */
export function placeKey(teamId: string, channel: string): string {
  return `${teamId}/${channel}`;
}

export function ChannelName({ channel }: { readonly channel: PageChannel }): VNode {
  const sign = channel.isDirect ? '@' : channel.isPrivate ? '🔒' : '#';
  return (
    <>
      <span class="sign">{sign}</span>
      {channel.name}
      {channel.isArchived && <small> (archived)</small>}
    </>
  );
}
