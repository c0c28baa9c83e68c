import type { RichText } from '../../model/rich-text.ts';
import { buildRichText, hasDirection, type RichHost } from '../build-rich-text.ts';
import { words } from '../words.ts';
import { escapeText } from './escape.ts';

/** A rich-text field as HTML: what parts/rich-dom.ts builds in the page, as text. `href` turns the site's own links into addresses. */
export function richHtml(text: RichText, href: (path: string) => string): string {
  return buildRichText(text, createHtmlHost(href)).join('');
}

function createHtmlHost(href: (path: string) => string): RichHost<string> {
  return {
    text: escapeText,
    element(tag, { align, ...attributes }, children) {
      const link = attributes['href'];
      const all = {
        ...attributes,
        ...(align && { class: `align-${align}` }),
        ...(link && { href: link.startsWith('/') ? href(link) : link }),
        ...(attributes['id'] && { tabindex: '-1' }),
        ...(tag === 'th' && { scope: 'col' }),
        ...(hasDirection(tag) && { dir: 'auto' }),
      };
      const start = `<${tag}${written(all)}>`;
      if (tag === 'br' || tag === 'hr') return start;
      const element = `${start}${taskWord(attributes['data-task'])}${children.join('')}</${tag}>`;
      if (tag === 'pre') return scroller(element, 'pre', words.code);
      return tag === 'table' ? scroller(element, 'table', words.table) : element;
    },
  };
}

function written(attributes: Readonly<Record<string, string>>): string {
  return Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${escapeText(value)}"`)
    .join('');
}

function taskWord(task: string | undefined): string {
  if (!task) return '';
  const word = task === 'done' ? words.taskDone : words.taskOpen;
  return `<bdi class="visually-hidden">${escapeText(word)} </bdi>`;
}

function scroller(element: string, tag: string, label: string): string {
  const attributes = written({
    class: `scroller scroller-${tag}`,
    tabindex: '0',
    role: 'group',
    'aria-label': label,
    ...(tag === 'table' && { dir: 'auto' }),
  });
  return `<div${attributes}>${element}</div>`;
}
