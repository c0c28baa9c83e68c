import type { FaultProxy } from '../../fakes/fault-proxy.ts';
import type { BrowserPage } from './browser.ts';

/**
 * Wipes the origin's storage while its pages run (fault D4), as a person does in the settings, through the
 * header `Clear-Site-Data`, which `proxy` puts on one answer. Other faults in force stay.
 */
export async function clearSiteData(page: BrowserPage, proxy: FaultProxy): Promise<void> {
  const path = '/.test/clear-site-data';
  proxy.add({
    path: new RegExp(path),
    times: 1,
    replaceBody: {
      status: 200,
      contentType: 'text/plain',
      body: '',
      headers: { 'clear-site-data': '"storage"' },
    },
  });
  await page.evaluate(async (url: string) => void (await fetch(url)), path);
}
