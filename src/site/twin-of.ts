/**
 * What has in one drawing of a page, or of a part of it, the place that `element` has in the other: the same one among
 * its kind. Undefined where there is none, or `element` is not in `from`.
 */
export function twinOf(element: Element, from: Element, to: Element): HTMLElement | undefined {
  if (element === from) return to as HTMLElement;
  const place = [...from.querySelectorAll(element.localName)].indexOf(element);
  return [...to.querySelectorAll<HTMLElement>(element.localName)][place];
}
