import type { Cache } from '../cache/cache.ts';
import type { OlderCaches } from '../cache/older-caches.ts';
import type { Outbox } from '../cache/outbox.ts';
import type { Collection } from '../model/schema.ts';
import type { Build, Host } from '../protocol/worker-api.ts';
import type { LocalApi } from '../protocol/local.ts';
import type { Names } from '../protocol/names.ts';
import type { Channel, Clock, Fetch, Locks, Random } from './environment.ts';
import type { Mutators } from './pending.ts';
import type { Report } from './sync-event.ts';

/** Everything an engine touches; it has no other way to the world (I14). */
export interface EngineOptions {
  /** Random at each start of the worker's script. */
  readonly instance: string;
  /** The Web Lock that this instance holds while it lives; '' in a page. */
  readonly lock: string;
  readonly build: Build;
  readonly host: Host;
  readonly names: Names;
  readonly collections: readonly Collection[];
  readonly cache: Cache;
  /** The outbox, read; both kinds of cache show what is pending in it. */
  readonly outbox: Outbox;
  readonly mutators: Mutators;
  readonly newId: () => string;
  /** A cache in memory, for when the first one fails. */
  readonly openMemory: () => Cache;
  /** What tabs ask of local collections, beside the engine. */
  readonly local: LocalApi;
  /** What other shapes of the site left in this profile. */
  readonly older?: OlderCaches;
  readonly fetch: Fetch;
  /** The site's base address, ending in a slash. */
  readonly baseUrl: string;
  readonly channel: Channel;
  readonly locks: Locks;
  readonly clock: Clock;
  readonly random: Random;
  readonly report: Report;
  /** What the platform believes at the start; later by `online` and `offline`. */
  readonly isOnline: boolean;
  readonly isSavingData: boolean;
}
