import { productBase } from '../render/rendering.ts';

const { renderer } = productBase();

/** How the product speaks, without a tenant's own phrases. */
export const speaking = (audience: { readonly locale: string; readonly timeZone: string }) =>
  renderer.language(audience);

/** A single phrase of the product's. */
export const phrase = renderer.phrase;
