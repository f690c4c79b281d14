import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import type { PageUser, PageWorkspace } from '../../core/sandbox-page.ts';
import { ThemeButton } from '../frame/theme.tsx';
import { ChannelName } from '../slack/channel-list.tsx';
import { callName } from './workspace-drawing.ts';

/** The channel's name, who clicks, and the way to the preview. */
export function ChannelHeader(props: {
  readonly workspace: PageWorkspace | undefined;
  readonly channelId: string | undefined;
  readonly user: PageUser | undefined;
  readonly hasPreview: boolean;
  onMenu(): void;
  onUser(id: string): void;
}): VNode {
  const { workspace, user } = props;
  const channel = workspace?.channels.find(({ id }) => id === props.channelId);
  useEffect(() => {
    document.title = channel === undefined ? 'Tocsin sandbox' : `#${channel.name} – Tocsin sandbox`;
  }, [channel]);
  return (
    <header class="page-header">
      <button type="button" class="button menu-button" aria-label="Channels" onClick={props.onMenu}>
        ☰
      </button>
      <div class="title">
        <h1>{channel === undefined ? 'Tocsin sandbox' : <ChannelName channel={channel} />}</h1>
        <p>
          {channel === undefined || workspace === undefined
            ? 'A stand-in for Slack. Nothing here leaves this machine.'
            : `${workspace.name} · ${workspace.teamId} · ${channel.id}${channel.isMember ? '' : ' · the app is not a member'}`}
        </p>
      </div>
      {props.hasPreview && (
        <a class="button" href="/preview">
          Preview
        </a>
      )}
      {user !== undefined && (
        <label class="actor">
          <span>Click as</span>
          <select class="button menu" value={user.id} onChange={(event) => props.onUser(event.currentTarget.value)}>
            {workspace?.users.map((each) => (
              <option key={each.id} value={each.id}>
                {callName(each)} ({each.locale})
              </option>
            ))}
          </select>
        </label>
      )}
      <ThemeButton />
    </header>
  );
}
