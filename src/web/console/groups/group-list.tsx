import type { VNode } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { GroupQuery, GroupSummary } from '../../../core/api/groups.ts';
import type { SeverityName } from '../../../core/api/parts.ts';
import { Choice } from '../../frame/choice.tsx';
import { Notice } from '../../frame/notice.tsx';
import { ViewHeader } from '../frame/parts.tsx';
import { changeQuery, type Route } from '../frame/route.tsx';
import { StateMessage } from '../frame/state-message.tsx';
import { TenantChoice, useTenant } from '../frame/tenant-choice.tsx';
import { useTexts } from '../frame/texts.ts';
import { useNow } from '../frame/use-now.ts';
import { GroupLine, useRowHeight } from './group-line.tsx';
import { keyOf, type Pages, usePages } from './use-pages.ts';
import { Window } from './window.tsx';

const STATES: readonly NonNullable<GroupQuery['state']>[] = [
  'open',
  'free',
  'acknowledged',
  'silenced',
  'failing',
  'in_summary',
  'dead',
  'resolved',
];
const SEVERITIES: readonly SeverityName[] = ['critical', 'error', 'warning', 'info', 'none'];

/** How long people pause between words. */
const TYPING_MS = 250;

/** Groups across tenants, searched and filtered by what the address says. */
export function GroupList({ route }: { readonly route: Route }): VNode {
  const { t } = useTexts();
  const tenant = useTenant(route);
  const pages = usePages(queryOf(route.query, tenant));
  return (
    <>
      <ViewHeader
        title={t('view.groups')}
        about={t(pages.isPartial ? 'groups.count_partial' : 'groups.count', { count: pages.total })}
      >
        <button type="button" class="button" onClick={pages.reload}>
          {t('shell.reload')}
        </button>
      </ViewHeader>
      <Filters query={route.query} tenant={tenant} />
      {pages.fault !== undefined && <Notice isFault>{t('shell.not_loaded', { reason: pages.fault })}</Notice>}
      <Rows pages={pages} isFiltered={route.query.size > 0} />
    </>
  );
}

function queryOf(query: URLSearchParams, tenant: string | undefined): string {
  const params = new URLSearchParams();
  for (const name of ['state', 'severity', 'receiver', 'acknowledgedBy', 'text']) {
    const value = query.get(name);
    if (value !== null && value !== '') params.set(name, value);
  }
  if (tenant !== undefined) params.set('tenant', tenant);
  return params.toString();
}

function Rows({ pages, isFiltered }: { readonly pages: Pages; readonly isFiltered: boolean }): VNode {
  const { t } = useTexts();
  const now = useNow(10_000);
  const rowPx = useRowHeight();
  const { groups, isLoading, fault } = pages;
  if (groups.length === 0) {
    if (isLoading) return <StateMessage title={t('shell.loading')} />;
    if (fault !== undefined) return <div class="view" />;
    const title = t(isFiltered ? 'groups.none_found' : 'groups.none');
    return <StateMessage title={title}>{t(isFiltered ? 'groups.none_found_hint' : 'groups.none_hint')}</StateMessage>;
  }
  return (
    <Window
      items={groups}
      rowPx={rowPx}
      label={t('view.groups')}
      keyOf={keyOf}
      draw={(group: GroupSummary) => <GroupLine group={group} now={now} />}
      onEnd={pages.more}
    />
  );
}

function Filters({ query, tenant }: { readonly query: URLSearchParams; readonly tenant: string | undefined }): VNode {
  const { t } = useTexts();
  const all = ['', t('groups.all')] as const;
  const choose = (name: string) => (value: string) => changeQuery({ [name]: value });
  return (
    <search class="toolbar">
      <SearchBox value={query.get('text') ?? ''} label={t('groups.search')} name="text" isWide />
      <TenantChoice tenant={tenant} all={t('groups.all')} />
      <Choice
        label={t('groups.state')}
        value={query.get('state') ?? ''}
        options={[all, ...STATES.map((state) => [state, t(`state.${state}`)] as const)]}
        onChange={choose('state')}
      />
      <Choice
        label={t('groups.severity')}
        value={query.get('severity') ?? ''}
        options={[all, ...SEVERITIES.map((severity) => [severity, t(`severity.${severity}`)] as const)]}
        onChange={choose('severity')}
      />
      <SearchBox value={query.get('receiver') ?? ''} label={t('groups.receiver')} name="receiver" />
      <SearchBox value={query.get('acknowledgedBy') ?? ''} label={t('groups.acknowledged_by')} name="acknowledgedBy" />
    </search>
  );
}

/** A part of the query that is typed; it counts when the typing pauses. */
function SearchBox(props: {
  readonly value: string;
  readonly label: string;
  readonly name: string;
  readonly isWide?: boolean;
}): VNode {
  const { value, label, name, isWide = false } = props;
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  const send = useMemo(() => afterPause((text) => changeQuery({ [name]: text })), [name]);
  useEffect(() => () => send.cancel(), [send]);
  return (
    <label class={isWide ? 'choice search' : 'choice'}>
      <span>{label}</span>
      <input
        class="field"
        type="search"
        value={typed}
        maxLength={100}
        onInput={(event) => {
          setTyped(event.currentTarget.value);
          send.call(event.currentTarget.value.trim());
        }}
      />
    </label>
  );
}

function afterPause(send: (text: string) => void): { call(text: string): void; cancel(): void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    call(text) {
      clearTimeout(timer);
      timer = setTimeout(() => send(text), TYPING_MS);
    },
    cancel: () => clearTimeout(timer),
  };
}
