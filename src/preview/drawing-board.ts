/** Tries templates out that stand in no file yet, with the product's renderer and the tenant's own files. */
import { join } from 'node:path';
import type { Subject } from '../admin/template-endpoints.ts';
import type { TemplateCatalog, TemplatePreview } from '../core/api/templates.ts';
import { TocsinError } from '../core/errors.ts';
import { type Fault, formatFault } from '../core/fault.ts';
import type { TenantId } from '../core/ids.ts';
import { nameHint } from '../core/name-hint.ts';
import type { Content } from '../core/preview.ts';
import { loadRenderBase, type RenderBase } from '../render/load-render-base.ts';
import type { Renderer } from '../render/renderer.ts';
import { readTemplates } from '../render/template-files.ts';
import { contentProblems } from './check-content.ts';
import type { Life } from './life.ts';
import { playLife } from './play-life.ts';
import { readFixtures } from './read-fixtures.ts';

/** Where the product's files are, and below it the tenants'. */
export interface DrawingSource {
  readonly templatesDir: string;
  readonly localesDir: string;
  readonly configDir: string;
}

/** What is to be drawn: all that rendering needs of a tenant, and nothing more. */
export interface Draft {
  readonly tenantId: TenantId;
  readonly timeZone: string;
  readonly source: string;
  readonly subject: Subject;
  /** All that there are when absent. */
  readonly locales: readonly string[] | undefined;
}

export interface DrawingBoard {
  catalog(tenantId: TenantId): TemplateCatalog;
  /** In one line what is wrong with what was asked for. */
  draw(draft: Draft): Promise<TemplatePreview | { readonly problem: string }>;
}

/** As what the draft is known while it is drawn; no template's folder can be called so. */
const DRAFT = '(draft)';

/** Slack: blocks of a message (reference/block-kit). */
const BLOCKS_ALLOWED = 50;
/** See BUDGET in render/slack-limits.ts. */
const CHARACTERS_ALLOWED = 10_000;
const TEXT_BYTES_ALLOWED = 3_800;

/** Reads and parses the product's files; rejects with `template_failed` where these have faults. */
export async function openDrawingBoard(source: DrawingSource): Promise<DrawingBoard> {
  const { base, lives } = await readProduct(source);
  const folderOf = (tenantId: TenantId): string => join(source.configDir, 'tenants', tenantId);
  return {
    catalog(tenantId) {
      const own = readTemplates(join(folderOf(tenantId), 'templates')).templates;
      const all = new Map(
        [...readTemplates(source.templatesDir).templates, ...own].map((each) => [`${each.name}/${each.part}`, each]),
      );
      const messages = [...all.values()].filter(({ part }) => part === 'message');
      return {
        templates: messages.map((each) => ({ name: each.name, isOwn: own.includes(each), source: each.source })),
        fixtures: Array.from(lives, ([name, { title, steps }]) => ({ name, title, steps: steps.length })),
        locales: [...base.locales].sort(),
      };
    },
    async draw(draft) {
      const folder = folderOf(draft.tenantId);
      const { renderer, locales, faults } = base.forTenant({
        templatesDir: join(folder, 'templates'),
        localesDir: join(folder, 'locales'),
        draft: { name: DRAFT, part: 'message', file: DRAFT, source: draft.source },
      });
      const own = faults.filter(({ file }) => file === DRAFT).map(faultJson);
      if (own.length > 0) return { faults: own, drawn: [] };
      const unknown = draft.locales?.find((locale) => !locales.has(locale));
      if (unknown !== undefined) return { problem: `there is no such locale; ${nameHint(unknown, locales)}` };
      return await drawAll(renderer, { ...draft, locales: draft.locales ?? [...locales].sort() }, lives);
    },
  };
}

interface Product {
  readonly base: RenderBase;
  readonly lives: ReadonlyMap<string, Life>;
}

async function readProduct({ templatesDir, localesDir }: DrawingSource): Promise<Product> {
  const loaded = loadRenderBase({ templatesDir, localesDir });
  const { lives, faults } = await readFixtures(templatesDir);
  const [fault] = [...loaded.faults, ...faults];
  if (loaded.base === undefined || fault !== undefined) {
    throw new TocsinError('template_failed', `the product's own templates have faults: ${fault && formatFault(fault)}`);
  }
  return { base: loaded.base, lives };
}

function faultJson({ line = 1, column = 1, reason, hint }: Fault): TemplatePreview['faults'][number] {
  return { line, column, reason, ...(hint === undefined ? {} : { hint }) };
}

type Drawing = Draft & { readonly locales: readonly string[] };

async function drawAll(
  renderer: Renderer,
  { subject, timeZone, locales }: Drawing,
  lives: ReadonlyMap<string, Life>,
): Promise<TemplatePreview | { readonly problem: string }> {
  const drawn: TemplatePreview['drawn'] = [];
  for (const locale of locales) {
    const one = await drawOne(renderer, { subject, locale, timeZone }, lives);
    if ('problem' in one) return one;
    const { content, failure } = one;
    const { text, blocks, attachments } = content;
    drawn.push({
      locale,
      content: { text, blocks: [...blocks], ...(attachments === undefined ? {} : { attachments: [...attachments] }) },
      ...(failure === undefined ? {} : { failure }),
      limits: limitsOf(content),
      complaints: [...contentProblems(content)],
    });
  }
  return { faults: [], drawn };
}

interface OneDrawing {
  readonly subject: Subject;
  readonly locale: string;
  readonly timeZone: string;
}

async function drawOne(
  renderer: Renderer,
  { subject, locale, timeZone }: OneDrawing,
  lives: ReadonlyMap<string, Life>,
): Promise<{ readonly content: Content; readonly failure?: string } | { readonly problem: string }> {
  if ('view' in subject) {
    const audience = { locale, timeZone, mentions: [] };
    return renderer.render({ part: 'message', template: DRAFT, view: subject.view, audience });
  }
  const life = lives.get(subject.fixture);
  if (life === undefined) return { problem: `there is no such fixture; ${nameHint(subject.fixture, lives.keys())}` };
  const frames = await playLife(life, { renderer, template: DRAFT, locale, timeZone });
  const frame = frames[subject.step];
  if (frame === undefined) return { problem: `the fixture has ${frames.length} steps, counted from 0` };
  return { content: frame.message, ...(frame.failure === undefined ? {} : { failure: frame.failure }) };
}

function limitsOf({ text, blocks, attachments = [] }: Content): TemplatePreview['drawn'][number]['limits'] {
  const inBar = attachments.flatMap((each) =>
    typeof each === 'object' && each !== null && 'blocks' in each ? each.blocks : [],
  );
  return {
    blocks: blocks.length + (Array.isArray(inBar) ? inBar.length : 0),
    blocksAllowed: BLOCKS_ALLOWED,
    textBytes: Buffer.byteLength(text),
    textBytesAllowed: TEXT_BYTES_ALLOWED,
    characters: charactersIn([blocks, attachments]),
    charactersAllowed: CHARACTERS_ALLOWED,
  };
}

/** Of everything that is called `text`. */
function charactersIn(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, each) => sum + charactersIn(each), 0);
  if (typeof value !== 'object' || value === null) return 0;
  return Object.entries(value).reduce(
    (sum, [key, each]) => sum + (key === 'text' && typeof each === 'string' ? each.length : charactersIn(each)),
    0,
  );
}
