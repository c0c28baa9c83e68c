/**
 * The link that a plain click asks to follow in this very tab; undefined where another button, a key, another window
 * or a download is meant, or somebody has taken the click already.
 */
export function plainLinkOf(event: MouseEvent): HTMLAnchorElement | undefined {
  const isModified = event.altKey || event.ctrlKey || event.metaKey || event.shiftKey;
  if (isModified || event.button !== 0 || event.defaultPrevented) return undefined;
  const link = event.composedPath().find((target) => target instanceof HTMLAnchorElement);
  if (!link?.href || link.hasAttribute('download')) return undefined;
  return link.target === '' || link.target === '_self' ? link : undefined;
}
