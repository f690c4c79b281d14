import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { FleetNow } from '../../../core/api/tenants.ts';
import { ViewHeader } from '../frame/parts.tsx';
import { useSession } from '../frame/session.ts';
import { StateMessage } from '../frame/state-message.tsx';
import { useTexts } from '../frame/texts.ts';
import { useFleet } from '../frame/use-fleet.ts';
import { useNow } from '../frame/use-now.ts';
import { Backlog } from './backlog.tsx';
import { TenantTable } from './tenant-table.tsx';
import { Tiles } from './tiles.tsx';
import { totalsOf } from './trouble.ts';
import { Verdict } from './verdict.tsx';

/** Below so many tenants there is nothing to search. */
const FEW_TENANTS = 8;

/** Whether every tenant's alerts reach people, how fast, and whose do not. Kept so by the server. */
export function NowView(): VNode {
  const { t } = useTexts();
  const fleet = useFleet();
  return (
    <>
      <ViewHeader title={t('view.now')} about={t('now.about')} />
      <div class="view">
        {fleet.now === undefined ? <StateMessage title={t('shell.loading')} /> : <Picture now={fleet.now} />}
      </div>
    </>
  );
}

function Picture({ now }: { readonly now: FleetNow }): VNode {
  const { t } = useTexts();
  const session = useSession();
  const time = useNow(5_000);
  const [wanted, setWanted] = useState('');
  const totals = totalsOf(now);
  const words = wanted.trim().toLowerCase();
  const tenants = now.tenants.filter(({ id, name }) => `${id} ${name}`.toLowerCase().includes(words));
  return (
    <>
      <Verdict now={now} totals={totals} />
      <Tiles totals={totals} />
      <Backlog now={now} totals={totals} />
      {now.tenants.length > FEW_TENANTS && (
        <div class="toolbar">
          <label class="choice search">
            <span>{t('now.find_tenant')}</span>
            <input
              class="field"
              type="search"
              value={wanted}
              onInput={(event) => setWanted(event.currentTarget.value)}
            />
          </label>
        </div>
      )}
      {tenants.length === 0 ? (
        <StateMessage title={t(now.tenants.length === 0 ? 'now.no_tenants' : 'now.none_found')}>
          {now.tenants.length === 0 && session.kind === 'operator' && t('now.no_tenants_hint')}
        </StateMessage>
      ) : (
        <TenantTable tenants={tenants} now={time} />
      )}
    </>
  );
}
