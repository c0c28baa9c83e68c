import type { EngineStatus } from '../protocol/worker-api.ts';

/** True where the site is known to take no changes: at once in a page that a server writes, in a browser with its copy. */
export function isReadOnly({ writable, version, phase }: EngineStatus): boolean {
  return !writable && (import.meta.env.SSR || (version !== undefined && phase !== 'starting'));
}
