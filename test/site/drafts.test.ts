import { describe, expect, it } from 'vitest';
import { createDrafts } from '../../src/site/drafts.ts';
import { createMemoryStorage } from './memory-storage.ts';

/** One browser; each tab has a storage of its own, and `load` is a page of it. */
function openBrowser() {
  const shared = createMemoryStorage();
  return {
    shared,
    openTab(own = createMemoryStorage()) {
      return {
        own,
        load: () =>
          createDrafts(
            () => shared,
            '/',
            () => own,
          ),
      };
    },
  };
}

const long = { author: 'Low Bridge', content: 'A long review.' };

describe('drafts', () => {
  it('are there again after a reload, and in a tab that is opened when the first was closed', () => {
    const browser = openBrowser();
    const tab = browser.openTab();
    tab.load().write('review', long);
    expect(tab.load().read('review')).toEqual(long);
    expect(browser.openTab().load().read('review')).toEqual(long);
    expect(browser.openTab().load().read('quote')).toEqual({});
  });

  it('[K6] of two tabs with the same form do not replace each other', () => {
    const browser = openBrowser();
    const [first, second] = [browser.openTab(), browser.openTab()];
    first.load().write('review', long);
    second.load().write('review', { content: 'x' });
    expect(first.load().read('review')).toEqual(long);
    expect(second.load().read('review')).toEqual({ content: 'x' });
  });

  it('[K6] stay where another tab sends its own', () => {
    const browser = openBrowser();
    const [first, second] = [browser.openTab(), browser.openTab()];
    const page = second.load();
    page.write('review', { content: 'x' });
    first.load().write('review', long);
    page.write('review', {});
    expect(first.load().read('review')).toEqual(long);
    expect(browser.openTab().load().read('review')).toEqual(long);
  });

  it('go for every new tab once they are sent, also from a tab that only found them', () => {
    const browser = openBrowser();
    browser.openTab().load().write('review', long);
    const found = browser.openTab();
    const page = found.load();
    expect(page.read('review')).toEqual(long);
    page.write('review', {});
    expect(found.load().read('review')).toEqual({});
    expect(browser.openTab().load().read('review')).toEqual({});
    expect(browser.shared.length).toBe(0);
  });

  it('are the newest that could be kept where the tab’s own storage is full', () => {
    const browser = openBrowser();
    const tab = browser.openTab();
    const page = tab.load();
    page.write('review', { content: 'A long' });
    tab.own.setItem = () => {
      throw new DOMException('It is full.', 'QuotaExceededError');
    };
    page.write('review', long);
    expect(tab.load().read('review')).toEqual(long);
  });

  it('are listed by the beginning of their names, those of this tab and of those that are closed', () => {
    const browser = openBrowser();
    const [first, second] = [browser.openTab(), browser.openTab()];
    first.load().write('quote:1', long);
    first.load().forgetAll();
    first.load().write('quote:2', long);
    first.load().write('product', long);
    second.load().write('product:2', long);
    first.load().write('product:1', long);
    browser.shared.setItem('offprint:/magazine/:draft:product:3', '{"name":"Of another site."}');
    expect(first.load().names('product:')).toEqual(['product:1', 'product:2']);
    expect(first.load().names('quote:')).toEqual(['quote:2']);
    const third = browser.openTab().load();
    third.read('product:1');
    third.write('product:1', {});
    expect(third.names('product:')).toEqual(['product:2']);
    expect(first.load().names('product:')).toEqual(['product:1', 'product:2']);
  });

  it('are forgotten for good, in every tab, and what is typed afterwards is kept', () => {
    const browser = openBrowser();
    const [first, second] = [browser.openTab(), browser.openTab()];
    browser.shared.setItem('offprint:/:measure', '{}');
    browser.shared.setItem('offprint:/magazine/:draft:review', '{"content":"Of another site."}');
    for (let round = 1; round <= 2; round++) {
      first.load().write('review', long);
      second.load().write('review', { content: 'x' });
      second.load().write('quote', { content: 'y' });
      first.load().forgetAll();
      for (const tab of [first, second, browser.openTab()]) {
        expect([tab.load().read('review'), tab.load().read('quote')]).toEqual([{}, {}]);
      }
      expect(browser.shared.length).toBe(3);
      expect(first.own.length).toBe(0);
    }
    second.load().write('review', long);
    expect(second.load().read('review')).toEqual(long);
    expect(first.load().read('review')).toEqual(long);
  });

  it('are as if nothing had been typed where nothing may be kept, or nobody can read it', () => {
    const refuse = () => {
      throw new DOMException('Not here.', 'SecurityError');
    };
    const drafts = createDrafts(refuse, '/', refuse);
    drafts.write('review', long);
    drafts.forgetAll();
    expect(drafts.read('review')).toEqual({});
    expect(drafts.names('')).toEqual([]);
    const browser = openBrowser();
    for (const text of ['{', 'null', '7', '{"content":7}']) {
      browser.shared.setItem('offprint:/:draft:review', text);
      expect(browser.openTab().load().read('review')).toEqual({});
    }
  });
});
