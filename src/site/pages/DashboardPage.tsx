import type { JSX } from 'solid-js';
import { createPage } from '../create-page.ts';
import { dashboardWords } from '../dashboard-words.ts';
import { ClockWidget } from '../parts/ClockWidget.tsx';
import { CountdownWidget } from '../parts/CountdownWidget.tsx';
import { PageHeading } from '../parts/PageHeading.tsx';
import { PostsWidget } from '../parts/PostsWidget.tsx';
import { StatisticsWidget } from '../parts/StatisticsWidget.tsx';
import { words } from '../words.ts';
import stylesHref from '../styles/dashboard.css?url';

/** `/dashboard`: the time, what is to come, and what is going on. */
export function DashboardPage(): JSX.Element {
  createPage({ title: () => words.dashboard, isWaiting: () => false });
  return (
    <div class="dashboard">
      <header class="page-head">
        <PageHeading>{words.dashboard}</PageHeading>
        <p>{dashboardWords.lead}</p>
      </header>
      <div class="dashboard-column">
        <ClockWidget />
        <CountdownWidget />
      </div>
      <div class="dashboard-column">
        <StatisticsWidget />
        <PostsWidget />
      </div>
    </div>
  );
}

/** Loaded before the page is shown. */
export const dashboardStyles: string = stylesHref;
