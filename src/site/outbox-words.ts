import type { Failure, FailureCode } from '../protocol/failure.ts';
import type { EngineStatus, OutboxEntry } from '../protocol/worker-api.ts';
import { grouped } from './dates.ts';
import { ageOf } from './words.ts';

/** What is said of changes that wait, by the panel that lists them and by the editors' page. */
export const outboxWords = {
  signIn: 'Sign in to send it',
  mend: 'Mend it there',
  notKept:
    'This browser keeps nothing: what waits here is lost once the site’s last tab is reloaded or closed. It is safe as a file.',
} as const;

/** What is being done with a change, or why it waits, and how old it is: 'Waiting for the network. Made 5 minutes ago.'. */
export function changeStateOf(
  { state, error, at }: Pick<OutboxEntry, 'state' | 'error' | 'at'>,
  { phase }: Pick<EngineStatus, 'phase'>,
  now: number,
): string {
  const said = state === 'waiting' ? whyWaiting({ error }, phase) : changeStates[state];
  return `${said}. Made ${ageOf(now - at)}.`;
}

const changeStates = {
  queued: 'To be sent',
  sending: 'Being sent',
  rejected: 'Refused',
  expired: 'Too old to be sent by itself',
  awaiting: 'Awaiting approval',
} as const;

/** As far as it is known. */
function whyWaiting({ error }: Waiting, phase: EngineStatus['phase']): string {
  if (waitsForEditor({ error })) return 'Waiting for an editor to sign in';
  if (error?.code === 'newer-version') return 'Waiting for the newer version of this site';
  const isReached = phase !== 'offline';
  if (!error) return isReached ? 'Not done yet, and asked about again by itself' : FOR_NETWORK;
  if (error.code !== 'offline') return OBSTACLES[error.code] ?? OTHER_OBSTACLE;
  // A status means that something answered: a fault of the site, or the sign-in page of a network.
  if ((error.status ?? 0) >= 500) return 'The site has a fault, and is asked again by itself';
  return isReached
    ? 'The site takes no changes just now, and is asked again by itself'
    : FOR_NETWORK;
}

const FOR_NETWORK = 'Waiting for the network';
const OBSTACLES: Partial<Readonly<Record<FailureCode, string>>> = {
  timeout: 'The site is slow to answer, and is asked again by itself',
  'rate-limited': 'The site is busy, and is asked again by itself',
  'quota-exceeded': 'This device is full and cannot note what is sent; it tries again by itself',
  'storage-failed': 'This device cannot note what is sent; it tries again by itself',
};
const OTHER_OBSTACLE = 'Something on the way to the site refuses it, and is asked again by itself';

/** True for a change that can only be sent once an editor has signed in: nobody is, or their token is not good any more. */
export function waitsForEditor({ error }: Waiting): boolean {
  // One with a status was said on the way, by something that may say otherwise the next time.
  return error?.code === 'unauthorized' && error.status === undefined;
}

interface Waiting {
  readonly error?: OutboxEntry['error'] | undefined;
}

/** What the way in says of changes that wait for it. */
export function waitForSignIn(count: number): string {
  const waiting =
    count === 1
      ? 'One change is kept on this device and waits for an editor to sign in; it is sent then.'
      : `${grouped(count)} changes are kept on this device and wait for an editor to sign in; they are sent then.`;
  return `${waiting} If the token was changed meanwhile, it takes the new one.`;
}

/** What is said where so many wrong tokens came that not even the right one is looked at for a while. */
export function tooManyTokens({ retryAfterMs = 60_000 }: Pick<Failure, 'retryAfterMs'>): string {
  const seconds = Math.ceil(retryAfterMs / 1000);
  const wait = seconds === 1 ? '1 second' : `${grouped(seconds)} seconds`;
  return `Too many wrong tokens came from here, so that none is looked at now. Please sign in again in ${wait}.`;
}
