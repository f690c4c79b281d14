import type { VNode } from 'preact';
import type { Catalog } from '../core/preview.ts';
import type { PageState } from '../core/sandbox-page.ts';
import { useLoaded } from './frame/use-loaded.ts';
import { PreviewPage } from './preview/preview-page.tsx';
import { SandboxPage } from './sandbox/sandbox-page.tsx';

/** The sandbox; or the preview of templates, below `/preview` and where no sandbox is served. */
export function App(): VNode | null {
  const isPreview = location.pathname.startsWith('/preview');
  const state = useLoaded<PageState>(isPreview ? undefined : '/_sandbox/state');
  const showsPreview = isPreview || state.fault?.status === 404;
  const catalog = useLoaded<Catalog>(showsPreview ? '/preview/api/catalog' : undefined);
  if (showsPreview) return <PreviewPage catalog={catalog} />;
  if (state.data === undefined && state.fault === undefined) return null;
  return <SandboxPage state={state} />;
}
