import { createSignal, Show, type JSX } from 'solid-js';
import { useClient } from '../../tab/solid.tsx';
import { createLazy } from '../create-lazy.ts';
import { detailWords } from '../detail-words.ts';
import { useSite } from '../site-context.tsx';
import { HowItIs } from './HowItIs.tsx';
import { Link } from './Link.tsx';
import { LoadingNote } from './LoadingNote.tsx';

/** What the badge has to add: when it was checked, why not, what is kept, and a way to check now. */
export function StatusDetails(): JSX.Element {
  const { status } = useSite();
  const client = useClient();
  const [isChecking, setChecking] = createSignal(false);
  const check = async () => {
    setChecking(true);
    await client.checkNow();
    setChecking(false);
  };
  return (
    <div class="status-details">
      <Show when={status().phase === 'syncing'}>
        <LoadingNote />
      </Show>
      <HowItIs />
      <Show when={status().version}>
        <p>{status().storage === 'memory' ? detailWords.notKeptWhy : detailWords.keptHere}</p>
      </Show>
      <Show when={status().outbox.queued + status().outbox.rejected > 0}>
        <LazyOutbox />
      </Show>
      <Link to="/status" class="button button-quiet">
        {detailWords.moreStatus}
      </Link>
      <button type="button" class="button" disabled={isChecking()} onClick={() => void check()}>
        {isChecking() ? detailWords.checking : detailWords.checkNow}
      </button>
    </div>
  );
}

/** Most readers never have a change that waits. */
function LazyOutbox(): JSX.Element {
  const { part } = createLazy(async () => (await import('./OutboxPanel.tsx')).OutboxPanel);
  return <Show when={part()}>{(panel) => panel()()}</Show>;
}
