/**
 * True where a key belongs to a word that is being composed, as in Japanese. Safari ends the composition before the key
 * that ends it, and says by that key's code alone that it was its last (WebKit bug 165004).
 */
export function isComposing(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === 229;
}
