import type { VNode } from 'preact';
import type { Catalog } from '../core/preview.ts';
import type { PageState } from '../core/sandbox-page.ts';
import { type Loaded, useLoaded } from './frame/use-loaded.ts';
import { PreviewPage } from './preview/preview-page.tsx';
import { SandboxPage } from './sandbox/sandbox-page.tsx';

/** The sandbox; or the preview of templates, below `/preview` and where there is no workspace to show. */
export function App(): VNode | null {
  const state = useLoaded<PageState>('/_sandbox/state');
  const showsPreview = location.pathname.startsWith('/preview') || isPreviewAlone(state);
  const catalog = useLoaded<Catalog>(showsPreview ? '/preview/api/catalog' : undefined);
  const hasSandbox = (state.data?.workspaces.length ?? 0) > 0;
  if (showsPreview) return <PreviewPage catalog={catalog} hasSandbox={hasSandbox} />;
  if (state.data === undefined && state.fault === undefined) return null;
  return <SandboxPage state={state} />;
}

function isPreviewAlone({ data, fault }: Loaded<PageState>): boolean {
  return fault?.status === 404 || (data?.hasPreview === true && data.workspaces.length === 0);
}
