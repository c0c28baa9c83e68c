import type { RichAttributes, RichText } from '../../model/rich-text.ts';
import { buildRichText, hasDirection, type RichHost } from '../build-rich-text.ts';
import type { Router } from '../router.ts';
import { words } from '../words.ts';

/** A rich-text field as elements, built one by one: no parser, and no markup in between. */
export function richNodes(text: RichText, router: Router): Node[] {
  return [...buildRichText(text, createDomHost(router))];
}

function createDomHost(router: Router): RichHost<Node> {
  return {
    text: (value) => document.createTextNode(value),
    element(tag, attributes, children) {
      const element = document.createElement(tag);
      for (const [name, value] of Object.entries(attributes)) setAttribute(element, name, value);
      if (attributes['data-task']) element.append(spoken(taskWord(attributes)));
      element.append(...children);
      if (attributes['href']) element.setAttribute('href', hrefOf(attributes['href'], router));
      // A link to a heading brings the focus along.
      if (attributes['id']) element.tabIndex = -1;
      if (tag === 'th') element.setAttribute('scope', 'col');
      if (hasDirection(tag)) element.dir = 'auto';
      if (tag === 'pre') return scroller(element, words.code);
      return tag === 'table' ? scroller(element, words.table) : element;
    },
  };
}

function setAttribute(element: Element, name: string, value: string): void {
  if (name === 'align') element.classList.add(`align-${value}`);
  else element.setAttribute(name, value);
}

/** Links into the site get its base and this tab's flags, like every other internal link. */
function hrefOf(href: string, router: Router): string {
  return href.startsWith('/') ? router.href(href) : href;
}

/** A wide thing scrolls by itself, and can be reached by keyboard to do so; the page never scrolls sideways. */
function scroller(content: Element, label: string): Element {
  const box = document.createElement('div');
  box.className = `scroller scroller-${content.localName}`;
  box.tabIndex = 0;
  box.setAttribute('role', 'group');
  box.setAttribute('aria-label', label);
  if (content.localName === 'table') box.dir = 'auto';
  box.append(content);
  return box;
}

function taskWord(attributes: RichAttributes): string {
  return attributes['data-task'] === 'done' ? words.taskDone : words.taskOpen;
}

/** A word of the site's own: it says nothing about the direction of the text that it stands in. */
function spoken(text: string): Element {
  const element = document.createElement('bdi');
  element.className = 'visually-hidden';
  element.textContent = `${text} `;
  return element;
}
