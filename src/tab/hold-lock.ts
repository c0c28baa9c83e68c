import type { TabEnvironment } from './environment.ts';

/**
 * Settles when the lock of this name is held, which is until the signal fires or the tab ends; also where it is refused:
 * the tab says what it can without it. Exclusive, unless `mode` says 'shared'.
 */
export function holdLock(
  { locks }: Pick<TabEnvironment, 'locks'>,
  name: string,
  options: { readonly mode?: LockMode; readonly signal: AbortSignal },
): Promise<void> {
  return new Promise((resolve) => {
    const whileHeld = () => {
      resolve();
      return new Promise((letGo) => {
        options.signal.addEventListener('abort', letGo);
      });
    };
    locks.request(name, options, whileHeld).catch(() => resolve());
  });
}
