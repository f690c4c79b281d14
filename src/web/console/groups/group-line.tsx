import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { GroupSummary } from '../../../core/api/groups.ts';
import { type Mood, Severity, Tag, When } from '../frame/parts.tsx';
import { Link, pathTo } from '../frame/route.tsx';
import { useSession } from '../frame/session.ts';
import { useTexts } from '../frame/texts.ts';

/** One group in the list: how bad, what, where, who has it, since when. */
export function GroupLine({ group, now }: { readonly group: GroupSummary; readonly now: number }): VNode {
  const { t } = useTexts();
  const session = useSession();
  const where = [session.kind === 'operator' ? group.tenant : '', group.receiver, labelsText(group)];
  return (
    <Link class="group-line" to={pathTo(['groups', group.tenant, group.id])}>
      <span>
        <Severity severity={group.severity} />
      </span>
      <span class="what">
        <b>{group.title}</b>
        <small>{where.filter((part) => part !== '').join(' · ')}</small>
      </span>
      <span class="cut who-has">
        {group.acknowledged === undefined ? '' : t('groups.has_it', { person: group.acknowledged.by })}
      </span>
      <span class="state">
        <GroupTag group={group} />
      </span>
      <When at={group.startedAt} now={now} isRelative />
    </Link>
  );
}

/** Rows are taller where the parts of one stand below each other. */
export function useRowHeight(): number {
  const [isNarrow, setNarrow] = useState(() => matchMedia(NARROW).matches);
  useEffect(() => {
    const media = matchMedia(NARROW);
    const look = (): void => setNarrow(media.matches);
    media.addEventListener('change', look);
    return () => media.removeEventListener('change', look);
  }, []);
  return isNarrow ? 76 : 48;
}

const NARROW = '(max-width: 760px)';

function labelsText({ groupLabels }: GroupSummary): string {
  const { alertname: _, ...others } = groupLabels;
  return Object.entries(others)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
}

type StateName = 'dead' | 'failing' | 'resolved' | 'silenced' | 'in_summary' | 'acknowledged' | 'open';

const STATE_MOODS: Readonly<Record<StateName, Mood>> = {
  dead: 'error',
  failing: 'error',
  resolved: 'good',
  silenced: 'quiet',
  in_summary: 'warning',
  acknowledged: 'info',
  open: 'quiet',
};

/** What matters most of how the group stands. */
export function GroupTag({ group }: { readonly group: GroupSummary }): VNode {
  const { t } = useTexts();
  const state = stateOf(group);
  return <Tag mood={STATE_MOODS[state]}>{t(`state.${state}`)}</Tag>;
}

function stateOf(group: GroupSummary): StateName {
  if (group.deadSince !== undefined) return 'dead';
  if (group.failure !== undefined) return 'failing';
  if (group.state === 'resolved') return 'resolved';
  if (group.silencedUntil !== undefined) return 'silenced';
  if (group.inSummary !== undefined) return 'in_summary';
  return group.acknowledged === undefined ? 'open' : 'acknowledged';
}
