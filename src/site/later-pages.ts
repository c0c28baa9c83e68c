import type { JSX } from 'solid-js';
import type { Route } from './routes.ts';
import { words } from './words.ts';

/** A page whose code is loaded when it is first opened. */
export interface LaterPage {
  /** What it is called while it is on its way. */
  readonly title: string;
  readonly load: () => Promise<() => JSX.Element>;
}

const shop: LaterPage = {
  title: words.shop,
  load: () => import('./pages/CatalogPage.tsx').then((here) => here.CatalogPage),
};
const quotes: LaterPage = {
  title: words.quotes,
  load: () => import('./pages/QuotesPage.tsx').then((here) => here.QuotesPage),
};

/** Those pages, by their routes. */
export const laterPages: { readonly [page in Route['page']]?: LaterPage } = {
  catalog: shop,
  product: shop,
  quotes,
  quote: quotes,
  admin: {
    title: words.editors,
    load: () => import('./pages/AdminPage.tsx').then((here) => here.AdminPage),
  },
  todo: {
    title: words.todo,
    load: () => import('./pages/open-todo-page.ts').then((here) => here.openTodoPage()),
  },
  dashboard: {
    title: words.dashboard,
    load: () => import('./pages/open-dashboard-page.ts').then((here) => here.openDashboardPage()),
  },
  status: {
    title: words.status,
    load: () => import('./pages/open-status-page.ts').then((here) => here.openStatusPage()),
  },
  search: {
    title: words.search,
    load: () => import('./pages/open-search-page.ts').then((here) => here.openSearchPage()),
  },
};
