import { noticeWords } from './notice-words.ts';
import { READ_ONLY, type EngineStatus } from '../protocol/worker-api.ts';
import { badgeOf, words } from './words.ts';

/** Something that goes wrong, or just happens; what a person sees of it, and what goes on underneath. */
export interface Happening {
  readonly when: string;
  readonly sees: string;
  readonly underneath: string;
}

const at = new Date(2026, 9, 15, 14, 2).getTime();
const MINUTE_MS = 60_000;
const fresh: EngineStatus = {
  ...READ_ONLY,
  phase: 'fresh',
  isOwner: true,
  host: 'shared',
  storage: 'indexeddb',
  version: { log: '', seq: 1 },
};
/** What the badge says, in quotes. */
const says = (status: Partial<EngineStatus>) => `'${badgeOf({ ...fresh, ...status }, at)}'`;
const offline = { phase: 'offline', offlineSince: at } as const;
const oneWaiting = { ...READ_ONLY.outbox, queued: 1 };
const oneRefused = { ...READ_ONLY.outbox, rejected: 1 };

/** Every row of the README's table 'What happens when…', in its words; the status page shows the first two columns. */
export const whatHappens: readonly Happening[] = [
  {
    when: 'Airtable is down',
    sees: `the site as it was; after a minute ${says({ upstreamReadAt: at - 3 * MINUTE_MS })}`,
    underneath: 'the proxy serves its last good copy and retries, slower each time',
  },
  {
    when: 'there is no network',
    sees: `every text and picture that was published, and ${says(offline)}`,
    underneath: 'tabs read IndexedDB; shell and pictures come from the service worker',
  },
  {
    when: 'there is no network at the very first visit',
    sees: `'${words.errorTitle}', which mends itself`,
    underneath: 'nothing is stored yet; the worker goes on asking',
  },
  {
    when: 'a captive portal answers everything',
    sees: `${says(offline)}, the same content`,
    underneath: 'an answer must be JSON, of our protocol, and hash to its name',
  },
  {
    when: 'something is sent without a network',
    sees: `it shows at once, and ${says({ outbox: oneWaiting })}; if it is refused later, ${says({ outbox: oneRefused })}`,
    underneath:
      'it is kept before it is promised, and sent exactly once; in Chromium also after the last tab was closed',
  },
  {
    when: 'two or twenty tabs are open',
    sees: 'the same in each, at once',
    underneath: 'one worker polls; a broadcast says what changed, each tab re-reads',
  },
  {
    when: 'a tab or the worker is killed',
    sees: 'nothing',
    underneath: 'the worker’s Web Lock comes free; a new worker starts from disk',
  },
  {
    when: 'the month’s calls are used up by other tools',
    sees: 'the last good copy, and its age',
    underneath:
      'nothing is asked until the month turns, or a start with another plan; `/status` says so',
  },
  {
    when: 'the token is revoked',
    sees: 'the last good copy',
    underneath:
      'one sentence in the log says what to do; reading slows to five minutes; `/status` raises an alarm',
  },
  {
    when: 'a table is empty or half gone all at once',
    sees: `the site as it was; after a minute ${says({ upstreamReadAt: at - 3 * MINUTE_MS })}`,
    underneath:
      'more than 10 deletions that are over a tenth, or all (but for a few that are seen to be gone), wait for three sweeps that agree, or an editor on `/status`, or `npm run confirm-deletions`',
  },
  {
    when: 'a field is renamed, removed or retyped in Airtable',
    sees: 'nothing, or the field’s last values',
    underneath:
      'fields go by their ids; `/status` raises an alarm that names the field; `npm run doctor` tells more',
  },
  {
    when: 'a record is deleted in Airtable',
    sees: `it leaves every list; an open article says '${words.notFoundTitle}'`,
    underneath: 'a delta, or the next sweep',
  },
  {
    when: 'a record is malformed',
    sees: 'all the others',
    underneath: 'it is skipped and named in `/v1/status`',
  },
  {
    when: 'the disk is full, or storage is refused',
    sees: `the site, and ${says({ storage: 'memory' })}`,
    underneath: 'the engine goes on in memory',
  },
  {
    when: 'the browser removes the copy between two visits',
    sees: `the site, fetched anew, and '${noticeWords.copyLost}'`,
    underneath: '`/status` says when, and what was lost with it',
  },
  {
    when: 'a new version is deployed',
    sees: `'${noticeWords.updateReady}', and no reload until agreed`,
    underneath: 'old tabs keep their own files',
  },
];
