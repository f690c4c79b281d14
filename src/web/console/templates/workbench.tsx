import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { GroupSummary } from '../../../core/api/groups.ts';
import type { TemplateCatalog, TemplatePreviewBody } from '../../../core/api/templates.ts';
import { Choice } from '../../frame/choice.tsx';
import { Notice } from '../../frame/notice.tsx';
import { changeQuery } from '../frame/route.tsx';
import { TenantChoice } from '../frame/tenant-choice.tsx';
import { useTexts } from '../frame/texts.ts';
import { Editor } from './editor.tsx';
import { Previews } from './previews.tsx';
import { usePreview } from './use-preview.ts';

/** Marks a group among what can be drawn with; everything else is a fixture's name. */
const GROUP = 'group:';

/** The source on one side, what comes of it in all languages on the other. */
export function Workbench(props: {
  readonly tenant: string;
  readonly catalog: TemplateCatalog;
  /** Those that can be drawn with, the most urgent first. */
  readonly groups: readonly GroupSummary[];
  readonly query: URLSearchParams;
}): VNode {
  const { t } = useTexts();
  const { tenant, catalog, query } = props;
  const groups = props.groups.map(({ id, title, receiver }) => [`${GROUP}${id}`, `${title} · ${receiver}`] as const);
  const template = catalog.templates.find(({ name }) => name === query.get('template')) ?? catalog.templates[0];
  const given = template?.source ?? '';
  const [source, setSource] = useState(given);
  useEffect(() => setSource(given), [given]);
  const of = query.get('of') ?? groups[0]?.[0] ?? catalog.fixtures[0]?.name ?? '';
  const step = Number(query.get('step') ?? 0);
  const { preview, fault, isStale } = usePreview(tenant, bodyOf(source, of, step));
  return (
    <>
      <Choices {...{ tenant, catalog, groups, of, step, template: template?.name ?? '' }} />
      {fault !== undefined && <Notice isFault>{t('shell.not_loaded', { reason: fault })}</Notice>}
      <div class="workbench">
        <Editor
          source={source}
          faults={preview?.faults ?? []}
          isChanged={source !== given}
          onChange={setSource}
          onReset={() => setSource(given)}
        />
        <Previews preview={preview} isStale={isStale} />
      </div>
    </>
  );
}

function bodyOf(source: string, of: string, step: number): TemplatePreviewBody {
  return { source, of: of.startsWith(GROUP) ? { group: of.slice(GROUP.length) } : { fixture: of, step } };
}

function Choices(props: {
  readonly tenant: string;
  readonly catalog: TemplateCatalog;
  /** What chooses each, and how it reads. */
  readonly groups: readonly (readonly [string, string])[];
  readonly template: string;
  readonly of: string;
  /** Which of the messages in a fixture's life. */
  readonly step: number;
}): VNode {
  const { t } = useTexts();
  const { tenant, catalog, groups } = props;
  const steps = catalog.fixtures.find(({ name }) => name === props.of)?.steps ?? 0;
  return (
    <div class="toolbar">
      <TenantChoice tenant={tenant} />
      <Choice
        label={t('fact.template')}
        value={props.template}
        options={catalog.templates.map(({ name, isOwn }) => [name, isOwn ? t('templates.own', { name }) : name])}
        onChange={(template) => changeQuery({ template })}
      />
      <Choice
        label={t('templates.of')}
        value={props.of}
        options={[...groups, ...catalog.fixtures.map(({ name, title }) => [name, title] as const)]}
        onChange={(of) => changeQuery({ of, step: '' })}
      />
      {steps > 1 && (
        <Choice
          label={t('group.message')}
          value={String(props.step)}
          options={Array.from({ length: steps }, (_, index) => [String(index), String(index + 1)])}
          onChange={(step) => changeQuery({ step })}
        />
      )}
    </div>
  );
}
