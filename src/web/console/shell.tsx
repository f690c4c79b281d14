import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Notice } from '../frame/notice.tsx';
import { Appearance } from './frame/appearance.tsx';
import { Bell } from './frame/bell.tsx';
import { Link, pathTo, useRoute } from './frame/route.tsx';
import { useSession } from './frame/session.ts';
import { useTexts } from './frame/texts.ts';
import { type Fleet, FleetContext, useFleetStream } from './frame/use-fleet.ts';
import { type View, viewNamed, viewsFor } from './views.ts';

/** The menu, and the view that the address names. */
export function Shell({ onLanguage }: { onLanguage(locale: string): void }): VNode {
  const session = useSession();
  const { t } = useTexts();
  const route = useRoute();
  const fleet = useFleetStream(session);
  const views = viewsFor(session);
  const view = viewNamed(route.view, views);
  useEffect(() => {
    document.title = `${t(`view.${view.name}`)} · Tocsin`;
  }, [t, view]);
  return (
    <FleetContext.Provider value={fleet}>
      <div class="console">
        <Menu views={views} shown={view.name} onLanguage={onLanguage} />
        <main>
          <CutLine fleet={fleet} />
          <view.Component route={route} />
        </main>
      </div>
    </FleetContext.Provider>
  );
}

function CutLine({ fleet }: { readonly fleet: Fleet }): VNode | null {
  const texts = useTexts();
  if (!fleet.isCut) return null;
  const at = fleet.now === undefined ? undefined : Date.parse(fleet.now.at);
  return (
    <Notice isFault>
      {at === undefined ? texts.t('shell.cut') : texts.t('shell.cut_since', { time: texts.moment(at, Date.now()) })}
    </Notice>
  );
}

function Menu(props: {
  readonly views: readonly View[];
  readonly shown: string;
  onLanguage(locale: string): void;
}): VNode {
  const { t } = useTexts();
  const session = useSession();
  const [isOpen, setOpen] = useState(false);
  // On a phone the menu covers the view: it gives way once one is chosen.
  useEffect(() => setOpen(false), [props.shown]);
  return (
    <nav
      class={isOpen ? 'menu-bar open' : 'menu-bar'}
      aria-label={t('shell.menu')}
      onKeyDown={(event) => event.key === 'Escape' && setOpen(false)}
    >
      <div class="menu-head">
        <span class="brand">
          <Bell /> Tocsin
        </span>
        <button type="button" class="menu-toggle" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {t('shell.menu')}
        </button>
      </div>
      <div class="views">
        {props.views.map(({ name }) => (
          <Link key={name} to={pathTo([name])} isCurrent={name === props.shown}>
            {t(`view.${name}`)}
          </Link>
        ))}
      </div>
      <div class="who">
        <span>
          <b>{session.actor}</b>
          {session.tenant?.name ?? t('shell.operator')}
        </span>
        <Appearance onLanguage={props.onLanguage} />
        <button type="button" class="button" onClick={session.signOut}>
          {t('shell.sign_out')}
        </button>
      </div>
    </nav>
  );
}
