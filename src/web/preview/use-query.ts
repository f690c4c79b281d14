import { useState } from 'preact/hooks';

/** What the preview shows, kept in the address so that it can be shared and survives a reload. */
export interface PreviewQuery {
  readonly view: 'grid' | 'life';
  readonly fixture?: string;
  /** Absent: all, in the grid; `auto`, in a life. */
  readonly template?: string;
  readonly locale?: string;
  /** The name of the state that the grid shows. */
  readonly state?: string;
  /** How wide messages are drawn. */
  readonly width: 'phone' | 'desktop';
}

type Field = keyof PreviewQuery;
const FIELDS: readonly Field[] = ['view', 'fixture', 'template', 'locale', 'state', 'width'];

/** The query, and the way to change parts of it; '' takes a part out. */
export function useQuery(): readonly [PreviewQuery, (changes: Partial<Record<Field, string>>) => void] {
  const [query, setQuery] = useState(() => readQuery(new URLSearchParams(location.search)));
  const change = (changes: Partial<Record<Field, string>>): void => {
    const params = new URLSearchParams(location.search);
    for (const [field, value] of Object.entries(changes)) {
      if (value === '') params.delete(field);
      else params.set(field, value);
    }
    history.replaceState(null, '', `${location.pathname}?${params}`);
    setQuery(readQuery(params));
  };
  return [query, change];
}

function readQuery(params: URLSearchParams): PreviewQuery {
  const given = Object.fromEntries(FIELDS.flatMap((field) => (params.has(field) ? [[field, params.get(field)]] : [])));
  return {
    ...given,
    view: given.view === 'life' ? 'life' : 'grid',
    width: given.width === 'phone' ? 'phone' : 'desktop',
  };
}
