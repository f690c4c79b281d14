import type { VNode } from 'preact';
import bell from '../bell.svg';

/** The app's picture. */
export function Avatar(): VNode {
  return <img class="avatar" src={bell} alt="" width={36} height={36} />;
}
