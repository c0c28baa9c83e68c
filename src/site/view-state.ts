import type { EngineStatus } from '../protocol/worker-api.ts';
import type { LiveState } from '../tab/live.ts';

/** What a page shows. 'not-here': some of the site is kept, this is not, and it cannot be fetched now. */
export type ViewState = 'content' | 'empty' | 'not-here' | 'error' | 'loading';

/** What is known of an answer: its state, and whether there is anything in it. */
export interface Known {
  readonly state: LiveState;
  readonly isFilled: boolean;
}

/**
 * The view of an answer. What is there is shown, however old; only 'ready' may say that there is nothing. Without an
 * answer it depends on what is kept: nothing at all is an error (B46), some of the site is 'not on this device yet'.
 */
export function viewStateOf({ state, isFilled }: Known, status: EngineStatus): ViewState {
  if (state === 'ready') return isFilled ? 'content' : 'empty';
  if (state === 'early') return isFilled ? 'content' : 'loading';
  const isOffline = state === 'error' || status.phase === 'offline';
  if (!isOffline) return 'loading';
  return status.version || status.progress ? 'not-here' : 'error';
}
