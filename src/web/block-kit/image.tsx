import type { VNode } from 'preact';
import { type Json, jsonOf, safeAddress, stringOf, textOf } from './block-json.ts';

/**
 * An image. Those of this address and `data:` are shown; others are named and linked, for the page may load nothing
 * from elsewhere.
 */
export function Image({ image, isSmall = false }: { readonly image: Json; readonly isSmall?: boolean }): VNode {
  const file = jsonOf(image, 'slack_file') ?? {};
  const address = stringOf(image, 'image_url') || stringOf(file, 'url');
  const alt = stringOf(image, 'alt_text');
  const picture = isOwn(address) ? (
    <img src={address} alt={alt} title={alt} />
  ) : (
    <Placeholder address={address} alt={alt} isSmall={isSmall} />
  );
  const title = textOf(image, 'title');
  if (isSmall) return <span class="image small">{picture}</span>;
  return (
    <figure class="image">
      {title !== '' && <figcaption>{title}</figcaption>}
      {picture}
    </figure>
  );
}

function isOwn(address: string): boolean {
  return address.startsWith('data:image/') || address.startsWith(`${location.origin}/`);
}

function Placeholder(props: { readonly address: string; readonly alt: string; readonly isSmall: boolean }): VNode {
  const label = props.isSmall ? '🖼' : `🖼 ${props.alt}`;
  const href = safeAddress(props.address);
  if (href === undefined) {
    return (
      <span class="placeholder" role="img" aria-label={props.alt}>
        {label}
      </span>
    );
  }
  return (
    <a
      class="placeholder"
      href={href}
      target="_blank"
      rel="noopener noreferrer"
      title={props.alt}
      aria-label={props.alt}
    >
      {label}
    </a>
  );
}
