import type { GroupView } from '../core/group-view.ts';

/** The template that stands in for whatever another lacks, and for every group that asks for none. */
export const DEFAULT_TEMPLATE = 'default';

/** The template of summaries; a group is never drawn with it. */
export const DIGEST_TEMPLATE = 'digest';

/** The label by which alerts name a template. */
const TYPE_LABEL = 'alert_type';

/** How names are compared: `Tenant_Onboarding` means `tenant-onboarding`. */
function comparable(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/[_\s]+/g, '-');
}

/** The templates that there are, as the rule of selection needs them. */
export class TemplateChoice {
  readonly #byName = new Map<string, string>();
  readonly #isOwn: (name: string) => boolean;

  /** `own`: the tenant's own among them. */
  constructor(names: Iterable<string>, own: ReadonlySet<string>) {
    for (const name of names) if (name !== DIGEST_TEMPLATE) this.#byName.set(comparable(name), name);
    // A tenant's own name wins where it differs from the product's only in its way of writing.
    for (const name of own) if (name !== DIGEST_TEMPLATE) this.#byName.set(comparable(name), name);
    this.#isOwn = (name) => own.has(name);
  }

  /**
   * The template for a group at a receiver that names none: that of the label `alert_type`, when all its alerts have the
   * same; else that of its severity; else `default`. A tenant's own `default` goes before the product's severities: who
   * writes one means it for all.
   */
  for(view: GroupView): string {
    const type = sharedType(view);
    const ofType = type === '' ? undefined : this.#byName.get(comparable(type));
    if (ofType !== undefined) return ofType;
    const ofSeverity = this.#byName.get(view.severity);
    if (ofSeverity === undefined) return DEFAULT_TEMPLATE;
    return this.#isOwn(DEFAULT_TEMPLATE) && !this.#isOwn(ofSeverity) ? DEFAULT_TEMPLATE : ofSeverity;
  }
}

/** The type that all alerts have; empty when they differ or have none. */
function sharedType({ firing, unreported, resolved }: GroupView): string {
  let shared: string | undefined;
  for (const alerts of [firing, unreported, resolved]) {
    for (const { labels } of alerts) {
      const type = labels[TYPE_LABEL] ?? '';
      if (type === '' || (shared !== undefined && type !== shared)) return '';
      shared = type;
    }
  }
  return shared ?? '';
}
