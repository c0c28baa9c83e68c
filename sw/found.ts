import { inTime } from '../src/store/deadline.ts';

/** What Cache Storage has; undefined also where it fails, or says nothing for two seconds: then the network is asked. */
export function found<T>(asked: Promise<T | undefined>): Promise<T | undefined> {
  return inTime(asked).catch(() => undefined);
}
