import type { Failure, FailureCode } from '../protocol/failure.ts';
import { clockTime } from './dates.ts';
import { ageOf } from './words.ts';

/** What stands behind the badge, and why something failed: loaded after the first paint, and shared by what is. */
export const detailWords = {
  moreStatus: 'What is kept, and how',
  checkNow: 'Check now',
  checking: 'Checking…',
  keptHere: 'The site is kept on this device and can be read without a network.',
  notKeptWhy: 'This browser refuses to keep anything, so the site is fetched anew on each visit.',
  serverTrouble: 'The site’s server is in trouble. It is asked again by itself.',
  neverChecked: 'Not checked yet.',
} as const;

/** 'Last checked 12 seconds ago, at 14:02.' */
export function lastChecked(checkedAt: number | undefined, now: number): string {
  if (checkedAt === undefined) return detailWords.neverChecked;
  return `Last checked ${ageOf(now - checkedAt)}, at ${clockTime(checkedAt, now)}.`;
}

/** 'This is how its source was 12 minutes ago.' It may have been read since, and not been believed (I13). */
export function sourceAge(upstreamReadAt: number, now: number): string {
  return `This is how its source was ${ageOf(now - upstreamReadAt)}.`;
}

/** Why a check failed, for a person. A status means that something answered: then it is not the network that fails. */
export function failureOf({ code, status = 0 }: Pick<Failure, 'code' | 'status'>): string {
  return code === 'offline' && status >= 500 ? detailWords.serverTrouble : failureWords[code];
}

/** Why something failed, for a person: one sentence for each code. */
export const failureWords: Readonly<Record<FailureCode, string>> = {
  offline: 'The network does not answer.',
  timeout: 'The site did not answer in time.',
  'rate-limited': 'The site is busy. It is asked again in a moment.',
  unauthorized: 'The site refused to answer. Its owner has to look at this.',
  'not-found': 'The site has lost something. Its owner has to look at this.',
  'invalid-response':
    'Something answered, but not this site. A sign-in page of the network, perhaps.',
  'too-large': 'The answer was too large, and was refused.',
  'quota-exceeded': 'This device is full. Please free some space.',
  'storage-failed': 'This browser could not store or read its copy.',
  'database-blocked':
    'The copy on this device does not answer. Closing the site’s other tabs may help.',
  'not-owner': 'Another tab keeps the copy up to date.',
  conflict: 'Somebody else changed the same thing first.',
  'invalid-arguments': 'Something in the form is not as it should be.',
  expired: 'This change is older than three weeks and was not sent by itself.',
  'newer-version': 'The site has a newer version. Please reload.',
  'worker-gone': 'The part that keeps the copy has stopped. It is started again.',
};
