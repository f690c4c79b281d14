import type { VNode } from 'preact';
import type { GroupDetails } from '../../../core/api/groups.ts';
import { ViewHeader } from '../frame/parts.tsx';
import { Link, pathTo } from '../frame/route.tsx';
import { Shown, StateMessage } from '../frame/state-message.tsx';
import { useTexts } from '../frame/texts.ts';
import { useApi } from '../frame/use-api.ts';
import { useNow } from '../frame/use-now.ts';
import { AlertList } from './alert-list.tsx';
import { DrawnMessage } from './drawn-message.tsx';
import { GroupActions } from './group-actions.tsx';
import { GroupFacts } from './group-facts.tsx';
import { NextStep } from './next-step.tsx';
import { Timeline } from './timeline.tsx';

/** One group: its message as Slack shows it, what comes next and why, what happened, its alerts. */
export function GroupPage({ tenant, group }: { readonly tenant: string; readonly group: string }): VNode {
  const { t } = useTexts();
  const path = `/tenants/${encodeURIComponent(tenant)}/groups/${encodeURIComponent(group)}`;
  const loaded = useApi<GroupDetails>(path);
  const gone = (
    <StateMessage title={t('group.gone')}>
      {t('group.gone_hint')} <Link to={pathTo(['groups'], { tenant })}>{t('view.groups')}</Link>
    </StateMessage>
  );
  return (
    <>
      <ViewHeader
        title={loaded.data?.title ?? t('group.title')}
        about={
          <>
            <Link to={pathTo(['groups'])}>{t('view.groups')}</Link> ›{' '}
            <Link to={pathTo(['groups'], { tenant })}>{tenant}</Link>
            {loaded.data !== undefined && ` › ${loaded.data.receiver}`}
          </>
        }
      >
        <button type="button" class="button" onClick={loaded.reload}>
          {t('shell.reload')}
        </button>
      </ViewHeader>
      <div class="view">
        <Shown loaded={loaded} absent={gone}>
          {(details) => <Whole group={details} path={path} onDone={loaded.reload} />}
        </Shown>
      </div>
    </>
  );
}

function Whole(props: { readonly group: GroupDetails; readonly path: string; onDone(): void }): VNode {
  const { group } = props;
  const now = useNow(10_000);
  return (
    <div class="group-page">
      <div class="group-main">
        <GroupActions group={group} path={props.path} now={now} onDone={props.onDone} />
        <DrawnMessage group={group} />
        <NextStep group={group} now={now} />
        <AlertList alerts={group.alerts} tenant={group.tenant} now={now} />
        <GroupFacts group={group} now={now} />
      </div>
      <Timeline group={group} now={now} />
    </div>
  );
}
