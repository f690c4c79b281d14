import type { VNode } from 'preact';
import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import type { PageMessage, PageMessages, PageState, PageViews } from '../../core/sandbox-page.ts';
import { DrawingContext, type Use } from '../block-kit/drawing.ts';
import { Notice } from '../frame/notice.tsx';
import { type Loaded, useLoaded } from '../frame/use-loaded.ts';
import { ChannelList, HOME, type Place, placeKey } from '../slack/channel-list.tsx';
import { Modal } from '../slack/modal.tsx';
import { ChannelHeader } from './channel-header.tsx';
import { ChannelView } from './channel-view.tsx';
import { CommandBox } from './command-box.tsx';
import { HomeView } from './home-view.tsx';
import { ThreadPane } from './thread-pane.tsx';
import { type Interactions, useInteractions } from './use-interactions.ts';
import { useLiveEvents } from './use-live-events.ts';
import { usePlace } from './use-place.ts';
import { namesOf, readerOf } from './workspace-drawing.ts';

/** Top-level messages shown at first, and how many more at each asking. */
const SHOWN_MESSAGES = 100;

/** The sandbox as Slack shows a workspace: channels, messages, threads, modals, all of them live. */
export function SandboxPage({ state }: { readonly state: Loaded<PageState> }): VNode {
  const page = useSandbox(state);
  const { place, messages, seen, interactions } = page;
  const [isMenuOpen, setMenuOpen] = useState(false);
  const { show: go } = page;
  const show = useCallback(
    (next: Place) => {
      setMenuOpen(false);
      go(next);
    },
    [go],
  );
  const fault = state.fault ?? messages.fault;
  return (
    <DrawingContext.Provider value={page.drawing}>
      <div class={`sandbox${isMenuOpen ? ' menu-open' : ''}${place?.thread === undefined ? '' : ' with-thread'}`}>
        <nav class="sidebar" aria-label="Channels" onKeyDown={(event) => event.key === 'Escape' && setMenuOpen(false)}>
          <ChannelList workspaces={state.data?.workspaces ?? []} shown={place} unread={page.unread} onShow={show} />
        </nav>
        {isMenuOpen && (
          <button type="button" class="scrim" aria-label="Close the channels" onClick={() => setMenuOpen(false)} />
        )}
        <main>
          <ChannelHeader
            workspace={page.workspace}
            channelId={place?.channel}
            user={page.user}
            hasPreview={state.data?.hasPreview === true}
            onMenu={() => setMenuOpen(!isMenuOpen)}
            onUser={page.setUser}
          />
          <Content page={page} onShow={show} />
          {fault !== undefined && <Notice isFault>{fault.message}</Notice>}
          {page.isCut && <Notice isFault>The sandbox does not answer. Trying again …</Notice>}
          {interactions.notice !== undefined && (
            <Notice isFault={interactions.notice.isFault}>{interactions.notice.text}</Notice>
          )}
        </main>
        {seen !== undefined && place?.thread !== undefined && (
          <ThreadPane data={seen} place={place} onUse={page.use} onShow={show} />
        )}
      </div>
      <TopModal views={page.views.data} interactions={interactions} />
    </DrawingContext.Provider>
  );
}

/** The Home tab, or the messages of a channel with the line for commands below. */
function Content({
  page,
  onShow,
}: {
  readonly page: ReturnType<typeof useSandbox>;
  onShow(place: Place): void;
}): VNode | null {
  const { place, seen, interactions } = page;
  if (place?.channel === HOME) {
    return (
      <HomeView
        home={page.views.data?.home}
        actor={page.actor}
        onOpen={() => void interactions.openHome()}
        onUse={(use) => void interactions.clickInHome(use)}
      />
    );
  }
  if (seen === undefined || place === undefined) return null;
  return (
    <>
      <ChannelView data={seen} place={place} onUse={page.use} onShow={onShow} onEarlier={page.showEarlier} />
      <CommandBox onCommand={(command, text) => void interactions.command(place.channel, command, text)} />
    </>
  );
}

function TopModal(props: { readonly views: PageViews | undefined; readonly interactions: Interactions }): VNode | null {
  const view = props.views?.top;
  if (view === undefined || view === null) return null;
  const { submit, close, clickInView } = props.interactions;
  return (
    <Modal
      key={view.id}
      view={view}
      depth={props.views?.depth ?? 1}
      submit={(values) => submit(view.id, values)}
      close={(isAll) => close(view.id, isAll)}
      act={(use, values) => clickInView(view.id, use, values)}
    />
  );
}

/** All that the page knows and does. */
function useSandbox(state: Loaded<PageState>) {
  const { place, show, begin } = usePlace();
  const [userIds, setUserIds] = useState<Readonly<Record<string, string>>>({});
  const [limit, setLimit] = useState(SHOWN_MESSAGES);
  const workspace = state.data?.workspaces.find(({ teamId }) => teamId === place?.teamId);
  const user = workspace?.users.find(({ id }) => id === userIds[workspace.teamId]) ?? workspace?.users[0];
  const channelPlace = place?.channel === HOME ? undefined : place;
  const messages = useLoaded<PageMessages>(
    channelPlace && pathOf('messages', { ...asQuery(channelPlace), limit: String(limit) }),
  );
  const seen = useMemo(() => messages.data && seenBy(user?.id, messages.data), [messages.data, user?.id]);
  const actor = place && user && { teamId: place.teamId, userId: user.id };
  const views = useLoaded<PageViews>(actor && pathOf('views', { team: actor.teamId, user: actor.userId }));
  const interactions = useInteractions(actor);
  const news = useNews({ state, messages, views, place });
  useFirstChannel(state.data, place, begin);
  const now = useNow();
  const drawing = useMemo(
    () => ({ reader: readerOf(user, now), names: namesOf(workspace), act: () => undefined }),
    [user, workspace, now],
  );
  const { click } = interactions;
  const channel = place?.channel ?? '';
  const use = useCallback(
    (message: PageMessage, given: Use) => void click({ channel, ts: message.ts }, given),
    [channel, actor?.teamId, actor?.userId],
  );
  return {
    ...news,
    place,
    actor,
    show,
    messages,
    seen,
    views,
    workspace,
    user,
    interactions,
    drawing,
    use,
    setUser: (id: string) => workspace && setUserIds({ ...userIds, [workspace.teamId]: id }),
    showEarlier: () => setLimit(limit + SHOWN_MESSAGES),
  };
}

interface Reloadable {
  reload(): void;
}

/** Loads again what the sandbox says has changed, and remembers which other channels have news. */
function useNews(shown: {
  readonly state: Reloadable & { readonly data: PageState | undefined };
  readonly messages: Reloadable;
  readonly views: Reloadable;
  readonly place: Place | undefined;
}): { readonly unread: ReadonlySet<string>; readonly isCut: boolean } {
  const { state, messages, views, place } = shown;
  const [unread, setUnread] = useState<ReadonlySet<string>>(new Set());
  const [isCut, setCut] = useState(false);
  useLiveEvents({
    changed(teamId, channel) {
      if (place?.teamId === teamId && place.channel === channel) return messages.reload();
      setUnread((known) => new Set([...known, placeKey(teamId, channel)]));
      const workspace = state.data?.workspaces.find((each) => each.teamId === teamId);
      if (!workspace?.channels.some(({ id }) => id === channel)) state.reload();
    },
    views: () => views.reload(),
    connected() {
      setCut(false);
      messages.reload();
      views.reload();
    },
    cut: () => setCut(true),
  });
  useEffect(() => {
    if (place === undefined) return;
    setUnread((known) => new Set([...known].filter((key) => key !== placeKey(place.teamId, place.channel))));
  }, [place]);
  return { unread, isCut };
}

/** Opens the first channel where the address names none. */
function useFirstChannel(state: PageState | undefined, place: Place | undefined, begin: (place: Place) => void): void {
  useEffect(() => {
    const first = state?.workspaces.find(({ channels }) => channels.length > 0);
    const channel = first?.channels[0];
    if (place === undefined && first !== undefined && channel !== undefined) {
      begin({ teamId: first.teamId, channel: channel.id });
    }
  }, [state, place, begin]);
}

/** The time, moved on every half minute: for "5 minutes ago". */
function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 30_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/** What only others see is not there. */
function seenBy(userId: string | undefined, data: PageMessages): PageMessages {
  return { ...data, ephemerals: data.ephemerals.filter(({ onlyFor }) => onlyFor === userId) };
}

function asQuery({ teamId, channel }: Place): Record<string, string> {
  return { team: teamId, channel };
}

function pathOf(name: string, query: Record<string, string>): string {
  return `/_sandbox/${name}?${new URLSearchParams(query)}`;
}
