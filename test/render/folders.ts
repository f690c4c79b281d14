import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { formatFault } from '../../src/core/fault.ts';
import { loadRenderBase, type TenantRendering } from '../../src/render/load-render-base.ts';
import { LOCALES_DIR, productBase, TEMPLATES_DIR } from './rendering.ts';

/** Files by path, in a folder that is gone after `use`. */
export function withFolder<Result>(files: Readonly<Record<string, string>>, use: (folder: string) => Result): Result {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-render-'));
  try {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Parsed once for all tenants of a test file: nobody changes it. */
const PRODUCT = productBase();

/** A tenant whose folder holds `files` under `templates/` and `locales/`. */
export function tenantWith(files: Readonly<Record<string, string>>, base = PRODUCT): TenantRendering {
  return withFolder(files, (folder) =>
    base.forTenant({ templatesDir: join(folder, 'templates'), localesDir: join(folder, 'locales') }),
  );
}

/** Faults as people read them, without the folder's own path. */
export function faultsOf(files: Readonly<Record<string, string>>): readonly string[] {
  return tenantWith(files).faults.map((fault) =>
    formatFault({ ...fault, file: fault.file.replace(/^.*tocsin-render-[^/]*\//, '') }),
  );
}

/** What is said of a template that holds `source`, without the file's name. */
export function templateFaults(source: string): readonly string[] {
  return faultsOf({ 'templates/own/message.hbs': source }).map((fault) =>
    fault.replace('templates/own/message.hbs:', ''),
  );
}

/** Faults of the product's own folders with some files replaced; an empty text leaves the file out. */
export function baseFaults(dirs: { readonly templatesDir?: string; readonly localesDir?: string }): readonly string[] {
  const { faults } = loadRenderBase({ templatesDir: TEMPLATES_DIR, localesDir: LOCALES_DIR, ...dirs });
  return faults.map(formatFault);
}
