/** What the relay and a process that draws for it say to each other. */
import type { TemplateCatalog, TemplatePreview } from '../core/api/templates.ts';
import type { TenantId } from '../core/ids.ts';
import type { Draft } from './drawing-board.ts';

export type DrawingTask =
  | { readonly kind: 'catalog'; readonly tenantId: TenantId }
  | { readonly kind: 'draw'; readonly draft: Draft };

/** Of a task; `failed` is for what neither the template nor whoever asked is to blame for. */
export type DrawingAnswer =
  | { readonly catalog: TemplateCatalog }
  | { readonly preview: TemplatePreview | { readonly problem: string } }
  | { readonly failed: string };
