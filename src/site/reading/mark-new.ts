import { matchRoute } from '../routes.ts';
import { pathOf } from './path-of.ts';
import { newSince, readingWords } from './reading-words.ts';

/** Marks what is new in the drawn list of articles, and says how much it is; returns the undoing. */
export function markNew(blog: Element, unread: ReadonlySet<string>): () => void {
  const marks: Element[] = [];
  const mark = () => {
    for (const one of marks.splice(0)) one.remove();
    if (unread.size > 0) blog.querySelector('.blog-head')?.append(keep(note()));
    for (const card of blog.querySelectorAll('.card')) {
      const link = card.querySelector<HTMLAnchorElement>('h2 a');
      const route = link && matchRoute(pathOf(link));
      if (route?.page === 'article' && unread.has(route.id)) card.append(keep(label()));
    }
  };
  const keep = (element: Element) => {
    marks.push(element);
    return element;
  };
  const note = () => made('p', 'blog-new', newSince(unread.size));
  const label = () => made('span', 'card-new', readingWords.isNew);

  mark();
  // Other cards come with other pages of the list, and with edits.
  const changes = new MutationObserver((records) => {
    if (records.some(({ target }) => target instanceof Element && isList(target))) mark();
  });
  changes.observe(blog, { childList: true, subtree: true });
  return () => {
    changes.disconnect();
    for (const one of marks) one.remove();
  };
}

const isList = (target: Element) => target.matches('.cards, .blog');

function made(tag: string, className: string, text: string): Element {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}
