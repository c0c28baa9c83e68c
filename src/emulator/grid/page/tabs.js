import { byId, element } from './elements.js';

/** @import { Named } from './types.ts' */

/**
 * Draws a link for each table. Each has an address of its own, which `open` is to read once it is the page's.
 * @param {readonly Named[]} tables
 * @param {string} current
 * @param {() => void} open
 */
export function drawTabs(tables, current, open) {
  const links = tables.map(({ name }) => {
    const link = element('a', { href: `?table=${encodeURIComponent(name)}` }, [name]);
    if (name === current) link.setAttribute('aria-current', 'page');
    link.addEventListener('click', (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      history.pushState(null, '', link.href);
      open();
    });
    return link;
  });
  byId('tabs').replaceChildren(...links);
  byId('tabs')
    .querySelector('[aria-current]')
    ?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}
