import type { JSX } from 'solid-js';
import { loadStyles } from '../load-styles.ts';
import { DashboardPage, dashboardStyles } from './DashboardPage.tsx';

/** The dashboard, once its styles are in force. */
export async function openDashboardPage(): Promise<() => JSX.Element> {
  await loadStyles(dashboardStyles);
  return DashboardPage;
}
