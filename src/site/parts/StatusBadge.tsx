import { createEffect, createSignal, on, Show, type JSX } from 'solid-js';
import type { EngineStatus } from '../../protocol/worker-api.ts';
import { closeElsewhere } from '../close-elsewhere.ts';
import { createLazy } from '../create-lazy.ts';
import { useSite } from '../site-context.tsx';
import { announcementOf, badgeParts, isUpstreamStale, words } from '../words.ts';

/** The badge: how the copy is, in words. It opens to say more, and to check now. */
export function StatusBadge(): JSX.Element {
  const { status, now } = useSite();
  const [isOpen, setOpen] = createSignal(false);
  const said = createAnnouncement(status);
  return (
    <div class="status">
      <details
        ref={closeElsewhere}
        class="status-badge"
        data-tone={toneOf(status(), now())}
        onToggle={(event) => setOpen(event.currentTarget.open)}
      >
        <summary>
          <span>
            <svg class="status-mark" viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
              <circle cx="6" cy="6" r="4" />
            </svg>
            <Said parts={badgeParts(status(), now())} />
          </span>
        </summary>
        <Show when={isOpen()}>
          <LazyDetails />
        </Show>
      </details>
      <p class="visually-hidden" role="status">
        {said()}
      </p>
    </div>
  );
}

/** The badge's sentence. Its middle part gives way where there is little room (status.css). */
function Said(props: { readonly parts: readonly [string, string?, string?] }): JSX.Element {
  return (
    <>
      {props.parts[0]}
      <Show when={props.parts[1]}>
        <span class="status-since">{props.parts[1]}</span>
        <span class="status-waiting">{props.parts[2]}</span>
      </Show>
    </>
  );
}

/** What few look at; it is here by then (later.ts), and its styles are those of the badge. */
function LazyDetails(): JSX.Element {
  const load = () => import('./StatusDetails.tsx').then((here) => here.StatusDetails);
  const { part } = createLazy(load, undefined, () => undefined);
  return <Show when={part()}>{(details) => details()()}</Show>;
}

/** How the mark beside the words looks: full, moving, hollow. The words alone carry the meaning. */
function toneOf(status: EngineStatus, now: number): 'good' | 'busy' | 'away' {
  const { queued, rejected } = status.outbox;
  if (status.phase === 'offline' || rejected > 0) return 'away';
  if (status.phase !== 'fresh' || queued > 0) return 'busy';
  // A newer build may have left this one nothing to follow.
  const isAway = status.isOutdated || isUpstreamStale(status, now) || status.storage === 'memory';
  return isAway ? 'away' : 'good';
}

/** The newest thing worth saying aloud, a node of its own each time, so that the same is heard again; checks that come and go are not. */
function createAnnouncement(status: () => EngineStatus): () => JSX.Element {
  const [said, setSaid] = createSignal<JSX.Element>();
  const phase = () => status().phase;
  let settled = phase();
  createEffect(
    on(phase, (next) => {
      const sentence = announcementOf(status(), settled);
      if (sentence) setSaid(new Text(sentence));
      if (next === 'fresh' || next === 'offline') settled = next;
    }),
  );
  createEffect(
    on(
      () => status().outbox.rejected,
      (now, before = now) => {
        // It goes with what was refused.
        if (now !== before) setSaid(now > before && new Text(words.changeRefused));
      },
    ),
  );
  return said;
}
