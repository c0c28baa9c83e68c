import { loadStyles } from '../load-styles.ts';
import stylesHref from '../styles/status-page.css?url';
import { StatusPage } from './StatusPage.tsx';

/** The status page, once its styles are in force. */
export async function openStatusPage(): Promise<typeof StatusPage> {
  await loadStyles(stylesHref);
  return StatusPage;
}
