import type { Locks } from '../../src/sync/environment.ts';
import type { Life } from '../fakes/life.ts';

/** The locks of somebody who may be frozen: they and the places in line are kept, and what becomes of them is heard later (fault B2). */
export function freezableLocks(locks: Locks, { hear }: Pick<Life, 'hear'>): Locks {
  const heard = (work: Promise<void>) =>
    new Promise<void>((resolve, reject) => {
      work.then(
        () => hear(resolve),
        (error) => hear(() => reject(error as Error)),
      );
    });
  return {
    request: (name, how, whileHeld) =>
      heard(locks.request(name, how, () => heard(Promise.resolve()).then(whileHeld))),
  };
}
