import { sleep } from '../store/sleep.ts';
import type { Channel, Clock, Fetch, Locks, Random } from '../sync/environment.ts';

/** What the platform offers an engine: the one file of the worker that touches globals (I14). */
export interface WorkerEnvironment {
  readonly clock: Clock;
  readonly locks: Locks;
  readonly fetch: Fetch;
  readonly random: Random;
  readonly isOnline: boolean;
  readonly isSavingData: boolean;
  openChannel(name: string): Channel & { close(): void };
  readonly newId: () => string;
  /** Calls back when the platform's belief changes, until the signal aborts. */
  onOnline(listener: (isOnline: boolean) => void, signal: AbortSignal): void;
}

/** The environment of a worker, or of a page. */
export function platformEnvironment(): WorkerEnvironment {
  return {
    clock: { now: () => Date.now(), sleep },
    locks: platformLocks(),
    fetch: (address, init) => fetch(address, init),
    random: () => Math.random(),
    isOnline: navigator.onLine,
    isSavingData: isSavingData(),
    openChannel,
    newId: () => crypto.randomUUID(),
    onOnline(listener, signal) {
      addEventListener('online', () => listener(true), { signal });
      addEventListener('offline', () => listener(false), { signal });
    },
  };
}

function openChannel(name: string): Channel & { close(): void } {
  let channel: BroadcastChannel;
  try {
    channel = new BroadcastChannel(name);
  } catch {
    // There is none, or Firefox has it and throws, where it may keep no site's data.
    return closedChannel();
  }
  return {
    post: (message) => channel.postMessage(message),
    subscribe(listener) {
      const heard = (event: MessageEvent<unknown>) => listener(event.data);
      channel.addEventListener('message', heard);
      return () => channel.removeEventListener('message', heard);
    },
    close: () => channel.close(),
  };
}

/** For a browser without channels: tabs look at the store instead. */
export function closedChannel(): Channel & { close(): void } {
  return { post: () => undefined, subscribe: () => () => undefined, close() {} };
}

/**
 * Web Locks exist only in secure contexts. Without them every engine believes to be alone, and only the epoch keeps two
 * from writing over each other; a tab that does not say 'gone' is then never missed.
 */
function platformLocks(): Locks {
  if (!('locks' in navigator)) {
    return {
      request: (_name, { mode, signal }, whileHeld) =>
        mode === 'shared' ? untilAborted(signal) : whileHeld(),
    };
  }
  const { locks } = navigator;
  return { request: (name, options, whileHeld) => locks.request(name, options, whileHeld) };
}

function untilAborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}

/** Network Information is Chromium's only, and in no TypeScript library. */
function isSavingData(): boolean {
  const { connection } = navigator as { readonly connection?: { readonly saveData?: boolean } };
  return connection?.saveData === true;
}
