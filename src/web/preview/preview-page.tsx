import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Catalog } from '../../core/preview.ts';
import { Notice } from '../frame/notice.tsx';
import { ThemeButton } from '../frame/theme.tsx';
import type { Loaded } from '../frame/use-loaded.ts';
import { Controls } from './controls.tsx';
import { Grid } from './grid.tsx';
import { LifeView } from './life-view.tsx';
import { type LoadedLife, type Telling, tellingKey, useLives } from './use-lives.ts';
import { type PreviewQuery, useQuery } from './use-query.ts';
import { useTemplateEvents } from './use-template-events.ts';

/** Templates as they come out: one group in all languages and templates, or its whole life in one of each. */
export function PreviewPage(props: {
  readonly catalog: Loaded<Catalog>;
  /** Whether there is a sandbox to go back to. */
  readonly hasSandbox: boolean;
}): VNode {
  const { data, fault, reload } = props.catalog;
  const events = useTemplateEvents(data !== undefined);
  useEffect(() => {
    document.title = 'Tocsin template preview';
  }, []);
  useEffect(() => {
    if (events.turn > 0) reload();
  }, [events.turn, reload]);
  return (
    <main class="preview">
      <header class="page-header">
        <div class="title">
          <h1>Template preview</h1>
          <p>{data?.tenant === undefined ? 'Templates and phrases as Slack shows them' : `Tenant ${data.tenant}`}</p>
        </div>
        {props.hasSandbox && (
          <a class="button" href="/">
            Sandbox
          </a>
        )}
        <ThemeButton />
      </header>
      {events.fault !== undefined && (
        <Notice isFault>
          {events.fault.file}:{events.fault.line}:{events.fault.column}: {events.fault.reason}. What is shown is the
          last version that works.
        </Notice>
      )}
      {data !== undefined && <Previews catalog={data} turn={events.turn} />}
      {fault !== undefined && <Notice isFault>{explain(fault.status, fault.message)}</Notice>}
    </main>
  );
}

function explain(status: number, message: string): string {
  if (status !== 404) return message;
  return 'Templates are not previewed at this address: run “tocsin template dev”, and open the address that it names.';
}

function Previews({ catalog, turn }: { readonly catalog: Catalog; readonly turn: number }): VNode {
  const [query, change] = useQuery();
  const fixture = query.fixture ?? catalog.fixtures[0]?.name;
  const tellings = tellingsOf(catalog, query);
  const lives = useLives(fixture, tellings, turn);
  const states = statesOf(lives);
  const shown = tellings[0] === undefined ? undefined : lives.get(tellingKey(tellings[0]));
  return (
    <>
      <Controls catalog={catalog} query={query} states={states} onChange={change} />
      {query.view === 'grid' ? (
        <Grid
          templates={templatesOf(catalog, query)}
          locales={catalog.locales}
          lives={lives}
          state={query.state ?? states[0]}
          width={query.width}
        />
      ) : (
        <ShownLife loaded={shown} locale={tellings[0]?.locale ?? 'en'} width={query.width} />
      )}
    </>
  );
}

function ShownLife(props: {
  readonly loaded: LoadedLife | undefined;
  readonly locale: string;
  readonly width: 'phone' | 'desktop';
}): VNode {
  const { loaded } = props;
  if (loaded === undefined) return <p class="empty">…</p>;
  if (loaded.life === undefined) return <Notice isFault>{loaded.fault}</Notice>;
  return <LifeView life={loaded.life} locale={props.locale} width={props.width} />;
}

function templatesOf(catalog: Catalog, { template }: PreviewQuery): readonly string[] {
  return template === undefined ? catalog.templates : [template];
}

function tellingsOf(catalog: Catalog, query: PreviewQuery): readonly Telling[] {
  if (query.view === 'life') {
    return [{ template: query.template ?? 'auto', locale: query.locale ?? catalog.locales[0] ?? 'en' }];
  }
  return templatesOf(catalog, query).flatMap((template) => catalog.locales.map((locale) => ({ template, locale })));
}

/** The states that any of the lives goes through, in their order. */
function statesOf(lives: ReadonlyMap<string, LoadedLife>): readonly string[] {
  const names = [...lives.values()].flatMap(({ life }) => life?.frames.map(({ name }) => name) ?? []);
  return [...new Set(names)];
}
