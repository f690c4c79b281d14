import { useEffect, useState } from 'preact/hooks';
import type { TemplatePreview, TemplatePreviewBody } from '../../../core/api/templates.ts';
import { postJson } from '../../frame/load-json.ts';
import { API } from '../frame/session.ts';
import { reasonOf } from '../frame/use-api.ts';

/** How long people pause while they type. */
const TYPING_MS = 300;

/** What comes of a template; while a newer one is drawn, what came of the last. */
export function usePreview(
  tenant: string,
  body: TemplatePreviewBody,
): { readonly preview: TemplatePreview | undefined; readonly fault: string | undefined; readonly isStale: boolean } {
  const [preview, setPreview] = useState<TemplatePreview>();
  const [fault, setFault] = useState<string>();
  const [drawn, setDrawn] = useState('');
  const wanted = JSON.stringify(body);
  useEffect(() => {
    const abort = new AbortController();
    const timer = setTimeout(() => {
      void draw(tenant, wanted, abort.signal).then(
        (result) => {
          setPreview(result);
          setFault(undefined);
          setDrawn(wanted);
        },
        (error: unknown) => {
          if (!abort.signal.aborted) setFault(reasonOf(error));
        },
      );
    }, TYPING_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [tenant, wanted]);
  return { preview, fault, isStale: drawn !== wanted };
}

function draw(tenant: string, body: string, signal: AbortSignal): Promise<TemplatePreview> {
  const url = `${API}/tenants/${encodeURIComponent(tenant)}/templates/preview`;
  return postJson<TemplatePreview>(url, JSON.parse(body), signal);
}
