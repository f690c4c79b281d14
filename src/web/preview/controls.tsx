import type { VNode } from 'preact';
import type { Catalog } from '../../core/preview.ts';
import { Choice } from '../frame/choice.tsx';
import type { PreviewQuery } from './use-query.ts';

/** What the preview shows: which group, template, language, state, how wide. */
export function Controls(props: {
  readonly catalog: Catalog;
  readonly query: PreviewQuery;
  /** The states that the group goes through. */
  readonly states: readonly string[];
  onChange(changes: Record<string, string>): void;
}): VNode {
  const { catalog, query, states, onChange } = props;
  const isGrid = query.view === 'grid';
  const templates = catalog.templates.filter((name) => name !== 'auto').map((name) => [name, name] as const);
  return (
    <div class="controls">
      <fieldset class="tabs" aria-label="View">
        {(['grid', 'life'] as const).map((view) => (
          <button key={view} type="button" aria-pressed={query.view === view} onClick={() => onChange({ view })}>
            {view === 'grid' ? 'Grid' : 'Life'}
          </button>
        ))}
      </fieldset>
      <Choice
        label="Group"
        value={query.fixture ?? catalog.fixtures[0]?.name ?? ''}
        options={catalog.fixtures.map(({ name, title }) => [name, title])}
        onChange={(fixture) => onChange({ fixture })}
      />
      <Choice
        label="Template"
        value={query.template ?? ''}
        options={isGrid ? [['', 'all'], ['auto', 'auto'], ...templates] : [['', 'auto'], ...templates]}
        onChange={(template) => onChange({ template })}
      />
      {isGrid ? (
        <Choice
          label="State"
          value={query.state ?? states[0] ?? ''}
          options={states.map((name) => [name, name])}
          onChange={(state) => onChange({ state })}
        />
      ) : (
        <Choice
          label="Language"
          value={query.locale ?? catalog.locales[0] ?? ''}
          options={catalog.locales.map((name) => [name, name])}
          onChange={(locale) => onChange({ locale })}
        />
      )}
      <Choice
        label="Width"
        value={query.width}
        options={[
          ['desktop', 'desktop'],
          ['phone', 'phone'],
        ]}
        onChange={(width) => onChange({ width })}
      />
    </div>
  );
}
