import type { Hash } from '../model/hash.ts';

/** The file name of one form of a picture: it ends in a mark that all forms of that picture share, and its width. */
export function formName(stem: string, picture: Hash, width: number): string {
  return `${stem}-${markOf(picture)}-${width}.webp`;
}

/**
 * Which picture lies at an address, and how wide it is there: equal marks are one picture. An address without a width
 * is that of the picture itself. Undefined for what is no attachment.
 */
export function pictureAt(
  address: string,
): { readonly mark: string; readonly width: number | undefined } | undefined {
  const [, hash, name = ''] = /\/v1\/media\/([^/]+)\/([^/]+)$/.exec(address) ?? [];
  if (hash === undefined) return undefined;
  const [, mark, width] = /-([a-z0-9]{8})-(\d+)\.webp$/.exec(name) ?? [];
  if (mark === undefined) return { mark: markOf(hash), width: undefined };
  return { mark, width: Number(width) };
}

/** Names in addresses are lower case, letters and digits (paths.ts), and so is this; two pictures in 10¹² share one. */
function markOf(hash: string): string {
  return hash
    .replaceAll(/[^A-Za-z0-9]/g, '')
    .slice(0, 8)
    .toLowerCase();
}
