import { PUBLIC_SCOPE } from '../protocol/names.ts';
import type { ClientOptions } from './client.ts';
import type { TabEnvironment } from './environment.ts';

/** The scope of a tab's copy. One in memory is its worker's alone: it gets a scope, and so locks and a channel, of its own. */
export function scopeOf(
  { scope = PUBLIC_SCOPE }: Pick<ClientOptions, 'scope'>,
  environment: TabEnvironment,
  tabId: string,
): string {
  if (environment.indexedDB) return scope;
  return `${scope}-${environment.hosts[0] === 'shared' ? 'memory' : tabId}`;
}
