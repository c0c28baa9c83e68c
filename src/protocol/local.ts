import type { LocalRow } from '../model/local.ts';
import type { Outcome } from './failure.ts';

/** What a local collection holds at one moment. */
export interface LocalRows<Row extends LocalRow = LocalRow> {
  /** By position. */
  readonly rows: readonly Row[];
  /** Ascends with every change, as long as the token is the same. */
  readonly revision: number;
  /** Whose rows these are: random, made once for each browser profile, and told to nobody. */
  readonly token: string;
  /** 'memory': they are lost with the last tab. */
  readonly storage: 'indexeddb' | 'memory';
}

/** What a tab asks of a worker for its local collections; failures are returned, not thrown. */
export interface LocalApi {
  local(collection: string): Promise<Outcome<LocalRows>>;
  /**
   * Makes a change and answers what it made, once that is on disk. 'invalid-arguments' with a sentence where the
   * collection refuses it; 'quota-exceeded', 'storage-failed' where it cannot be kept, 'timeout' where not within 20 s:
   * it is not kept later either.
   */
  changeLocal(collection: string, change: unknown): Promise<Outcome<LocalRows>>;
}
