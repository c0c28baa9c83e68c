import type { Broadcast } from '../../src/protocol/broadcast.ts';
import type { Channel } from '../../src/sync/environment.ts';

/** One BroadcastChannel name of an origin: what one context posts all others hear, later, as a copy. */
export interface ChannelHub {
  open(): Channel & { close(): void };
  /** Everything that was posted, in order, whether or not it arrived. */
  readonly posted: readonly Broadcast[];
  /** Decides which messages are lost on the way; none unless said otherwise. */
  lose(isLost: (message: Broadcast) => boolean): void;
  /** Posts something of another build. */
  inject(message: unknown): void;
}

/** A hub where nobody listens. */
export function createChannelHub(): ChannelHub {
  const members = new Map<object, Set<(message: unknown) => void>>();
  const posted: Broadcast[] = [];
  let isLost: (message: Broadcast) => boolean = () => false;

  function deliver(message: unknown, from?: object): void {
    const copy = structuredClone(message);
    queueMicrotask(() => {
      for (const [member, listeners] of members) {
        if (member !== from) for (const listener of listeners) listener(copy);
      }
    });
  }

  return {
    posted,
    open() {
      const member = {};
      const listeners = new Set<(message: unknown) => void>();
      members.set(member, listeners);
      return {
        post(message) {
          if (!members.has(member)) return;
          posted.push(message);
          if (!isLost(message)) deliver(message, member);
        },
        subscribe(listener) {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
        close: () => void members.delete(member),
      };
    },
    lose(decide) {
      isLost = decide;
    },
    inject: (message) => deliver(message),
  };
}
