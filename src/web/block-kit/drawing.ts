import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { GivenValue } from '../../core/sandbox-page.ts';
import type { Json } from './block-json.ts';
import type { Reader } from './slack-date.ts';

/** An element that a person used, and what they gave to it. */
export interface Use {
  readonly element: Json;
  readonly blockId: string;
  /** Absent for buttons. */
  readonly value?: GivenValue;
}

/** What drawing needs to know besides the blocks. */
export interface Drawing {
  readonly reader: Reader;
  /** What people call users, channels and user groups, by id. */
  readonly names: ReadonlyMap<string, string>;
  /** Sends what a button or menu does; absent where nothing can be clicked. */
  act?(use: Use): void;
  /** Keeps what was given to an element of a modal, to be submitted. */
  keep?(use: Use): void;
  /** What is wrong with inputs, by `block_id`. */
  readonly errors?: Readonly<Record<string, string>>;
}

export const DrawingContext = createContext<Drawing>({ reader: { now: 0 }, names: new Map() });

export function useDrawing(): Drawing {
  return useContext(DrawingContext);
}
