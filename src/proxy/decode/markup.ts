/** A piece of XML as text: sections unwrapped and entities read; tags stay as they are. */
export function textOfXml(xml: string): string {
  return withEntities(xml.replaceAll(/<!\[CDATA\[|\]\]>/g, ''));
}

/** What a text construct of Atom says, by its type: plain text, unless that is another one (RFC 4287 §3.1.1). */
export function textOfConstruct(xml: string, type: string | undefined): string {
  if (type === 'xhtml') return textOfHtml(xml);
  return type === 'html' ? textOfHtml(textOfXml(xml)) : textOfXml(xml);
}

/** The value of an attribute, as it is written in this tag. */
export function attribute(tag: string, name: string): string | undefined {
  return new RegExp(`\\s${name}\\s*=\\s*(["'])(.*?)\\1`, 's').exec(tag)?.[2];
}

/** HTML as text: tags left out, entities read. An escaped tag is one that is spoken of, and stays. */
function textOfHtml(html: string): string {
  return withEntities(html.replaceAll(/<[^<>]*>/g, ' '));
}

function withEntities(text: string): string {
  return text.replaceAll(/&(#?\w+);/g, entity);
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

function entity(whole: string, name: string): string {
  const code = Number(name.replace(/^#x?/, (mark) => (mark === '#x' ? '0x' : '')));
  const isNumber = name.startsWith('#') && code > 0 && code <= 0x10ffff;
  if (isNumber) return String.fromCodePoint(code);
  return Object.hasOwn(ENTITIES, name) ? ENTITIES[name]! : whole;
}
