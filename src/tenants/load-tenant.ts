import { join } from 'node:path';
import { RESERVED_VARIABLES } from '../config/environment-variables.ts';
import { parseConfig } from '../config/parse-config.ts';
import { ioProblem } from '../config/secret-file.ts';
import type { Env } from '../config/substitute-env.ts';
import { type ConfigSource, placeAt } from '../config/yaml-source.ts';
import type { Fault } from '../core/fault.ts';
import type { TenantId } from '../core/ids.ts';
import type { ReceiverPolicy } from '../core/policy.ts';
import type { TierQuotas } from '../core/quotas.ts';
import type { RenderBase, TenantRendering } from '../render/load-render-base.ts';
import { AccessFile } from './access-file.ts';
import { buildTenant } from './build-tenant.ts';
import { checkAccess, rolesOfNobody } from './check-access.ts';
import { checkApiTokens } from './check-api-tokens.ts';
import { checkEscalation, type EscalationSources, unusedPolicies } from './check-escalation.ts';
import { checkReferences, type TenantSources, unusedReceivers, withoutTold } from './check-references.ts';
import { EscalationFile } from './escalation-file.ts';
import { ReceiversFile } from './receivers-file.ts';
import { RoutingFile } from './routing-file.ts';
import { faultsAround, type Surroundings, warningsAround } from './surroundings.ts';
import type { Tenant } from './tenant.ts';
import { TenantFile } from './tenant-file.ts';
import { listFolder, readOptionalFile, readTenantFile, strayEntries } from './tenant-folder.ts';
import { type ReadDigest, readTenantSecrets, secretFilesOf } from './tenant-secrets.ts';

/** What all tenants of one load share. */
export interface LoadContext {
  /** Absent when the product's own templates or phrases have faults. */
  readonly base: RenderBase | undefined;
  /** The product's own locales. */
  readonly locales: ReadonlySet<string>;
  readonly env: Env;
  readonly defaults: ReceiverPolicy;
  readonly tierQuotas: TierQuotas;
  readonly surroundings: Surroundings;
}

/** A token's SHA-256 in hex, what it opens, and where it stands. */
export interface PlacedToken {
  readonly use: 'ingest' | 'api';
  readonly digest: string;
  readonly place: Omit<Fault, 'reason' | 'hint'>;
}

/** A tenant, or its faults: `tenant` is there exactly when `faults` is empty and the context has a base. */
export interface LoadedTenant {
  readonly tenant: Tenant | undefined;
  /** To be compared with other tenants'. */
  readonly tokens: readonly PlacedToken[];
  readonly faults: readonly Fault[];
  readonly warnings: readonly Fault[];
}

/** Loads `<folder>/*.yaml` with templates and phrases, and finds all that is wrong with it. */
export async function loadTenant(
  { id, folder }: { readonly id: TenantId; readonly folder: string },
  context: LoadContext,
): Promise<LoadedTenant> {
  const values = { env: context.env, reserved: RESERVED_VARIABLES };
  // Faults quote matchers and receivers' names, and a secret could come in by a variable: so none are replaced there.
  const sources: TenantSources & { readonly access: ConfigSource; readonly escalation: ConfigSource } = {
    tenant: await readTenantFile(join(folder, 'tenant.yaml'), values),
    routing: await readTenantFile(join(folder, 'routing.yaml')),
    receivers: await readTenantFile(join(folder, 'receivers.yaml'), { ...values, literal: new Set(['name']) }),
    access: await readOptionalFile(join(folder, 'access.yaml')),
    escalation: await readOptionalFile(join(folder, 'escalation.yaml')),
  };
  const files = {
    tenant: parseConfig(TenantFile, sources.tenant),
    routing: parseConfig(RoutingFile, sources.routing),
    receivers: parseConfig(ReceiversFile, sources.receivers),
    access: parseConfig(AccessFile, sources.access),
    escalation: parseConfig(EscalationFile, sources.escalation),
  };
  const secrets = await readTenantSecrets(sources.tenant, join(folder, 'tenant.yaml'));
  const rendering = renderingOf(folder, context.base);
  const own = await listFolder(folder);
  const ownLocales = await listFolder(join(folder, 'locales'));
  const available = {
    locales: new Set([...context.locales, ...ownLocales.entries.map(({ name }) => name)]),
    templates: rendering.templates,
  };
  const told = Object.values(files).flatMap((file) => file.faults);
  const found = [
    ...secrets.faults,
    ...faultsAround(sources.tenant, context.surroundings),
    ...checkReferences(sources, available),
    ...checkAccess(sources),
    ...checkApiTokens(sources),
    ...checkEscalation(sources),
    ...own.faults,
    ...strayEntries(folder, own.entries, secretFilesOf(sources.tenant)),
    ...rendering.faults,
  ];
  const faults = inReadingOrder([...told, ...withoutTold(found, told)]);
  const { renderer } = rendering;
  const isWhole = faults.length === 0 && renderer !== undefined;
  const tenant = isWhole ? buildTenant({ ...context, id, files, secrets, renderer }) : undefined;
  return {
    tenant,
    tokens: [...placed('ingest', secrets.tokens, sources), ...placed('api', secrets.apiTokens, sources)],
    faults,
    warnings:
      faults.length > 0
        ? []
        : [
            ...secrets.warnings,
            ...warningsAround(sources.tenant, files.tenant.value, context.surroundings),
            ...warningsOf(sources),
          ],
  };
}

function placed(use: PlacedToken['use'], tokens: readonly ReadDigest[], { tenant }: TenantSources) {
  return tokens.map(({ digest, path }) => ({ use, digest: digest.toString('hex'), place: placeAt(tenant, path) }));
}

/** What of the files has no effect. */
function warningsOf(sources: TenantSources & EscalationSources & { readonly access: ConfigSource }): readonly Fault[] {
  return [...unusedReceivers(sources), ...rolesOfNobody(sources.access), ...unusedPolicies(sources)];
}

/** File by file, each from its top. */
function inReadingOrder(faults: readonly Fault[]): readonly Fault[] {
  const files = [...new Set(faults.map((fault) => fault.file))];
  return [...faults].sort(
    (a, b) =>
      files.indexOf(a.file) - files.indexOf(b.file) ||
      (a.line ?? 0) - (b.line ?? 0) ||
      (a.column ?? 0) - (b.column ?? 0),
  );
}

type Rendering = Omit<TenantRendering, 'renderer'> & { readonly renderer: TenantRendering['renderer'] | undefined };

/** The tenant's own templates and phrases over the product's. Where those have faults nothing is said about names. */
function renderingOf(folder: string, base: RenderBase | undefined): Rendering {
  if (base === undefined) return { renderer: undefined, templates: new Set(), locales: new Set(), faults: [] };
  try {
    return base.forTenant({ templatesDir: join(folder, 'templates'), localesDir: join(folder, 'locales') });
  } catch (error) {
    const fault = { file: folder, path: '', reason: `a file in templates/ or locales/ ${ioProblem(error)}` };
    return { renderer: undefined, templates: base.templates, locales: base.locales, faults: [fault] };
  }
}
