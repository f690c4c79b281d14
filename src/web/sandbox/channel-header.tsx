import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import type { PageChannel, PageUser, PageWorkspace } from '../../core/sandbox-page.ts';
import { ThemeButton } from '../frame/theme.tsx';
import { ChannelName, HOME } from '../slack/channel-list.tsx';
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
  const isHome = props.channelId === HOME;
  usePageTitle(channel, isHome);
  return (
    <header class="page-header">
      <button type="button" class="button menu-button" aria-label="Channels" onClick={props.onMenu}>
        ☰
      </button>
      <div class="title">
        <h1>
          <Heading channel={channel} isHome={isHome} />
        </h1>
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

function Heading(props: { readonly channel: PageChannel | undefined; readonly isHome: boolean }): VNode {
  if (props.channel !== undefined) return <ChannelName channel={props.channel} />;
  return <>{props.isHome ? 'Home' : 'Tocsin sandbox'}</>;
}

function usePageTitle(channel: PageChannel | undefined, isHome: boolean): void {
  useEffect(() => {
    const where = isHome ? 'Home – ' : channel === undefined ? '' : `#${channel.name} – `;
    document.title = `${where}Tocsin sandbox`;
  }, [channel, isHome]);
}
