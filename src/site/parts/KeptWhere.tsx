import { createSignal, onCleanup, Show, type JSX } from 'solid-js';
import type { PicturesEnd } from '../../tab/keep-pictures.ts';
import { readRungs } from '../../tab/rungs.ts';
import type { LiveInspection } from '../create-inspection.ts';
import { useSite } from '../site-context.tsx';
import { picturesOf, roomOf, statusWords } from '../status-words.ts';
import { Fact } from './Fact.tsx';
import { InstallHint } from './InstallHint.tsx';

/** How well the site reads without a network, and what makes it read better: all pictures, a promise, an app. */
export function KeptWhere(props: { readonly live: LiveInspection }): JSX.Element {
  const { status } = useSite();
  const found = () => props.live.findings();
  const pictures = () => props.live.pictures();
  const mayComeYet = 'serviceWorker' in navigator && readRungs(location.search).sw;
  const notKeptWords = mayComeYet ? statusWords.pagesNotYet : statusWords.pagesNotKept;
  const isKeeping = () => status().storage === 'indexeddb';
  const hasTexts = () => status().version !== undefined && isKeeping();
  const noTextsWords = () => (isKeeping() ? statusWords.textsNotYet : statusWords.textsNotKept);
  const noPicturesWords = () =>
    isKeeping() ? statusWords.picturesUnknown : statusWords.picturesNotKept;
  /** What it fetches is kept by the service worker, and as long as the texts are. */
  const canDownload = () => isKeeping() && mayComeYet;
  const promiseWords = () => {
    if (!isKeeping()) return statusWords.nothingToPromise;
    if (found()?.isPromised) return statusWords.promised;
    return canDownload() ? statusWords.notPromised : statusWords.mayBeRemoved;
  };
  const isPromised = () => isKeeping() && found()?.isPromised;
  const isWhole = () => pictures() !== undefined && pictures()!.kept === pictures()!.total;
  const [stopping, setStopping] = createSignal<AbortController>();
  const [end, setEnd] = createSignal<PicturesEnd>();
  let begin: HTMLButtonElement | undefined;
  let stopButton: HTMLButtonElement | undefined;
  onCleanup(() => stopping()?.abort());

  const download = async () => {
    const stop = new AbortController();
    setStopping(stop);
    // Each button takes the place of the other, and the focus with it.
    stopButton?.focus();
    setEnd(undefined);
    const { inspection, setPictures, renew } = props.live;
    const options = { signal: stop.signal, onProgress: setPictures };
    // Stopped by the person: what is here stays.
    const round = await inspection.downloadAll(options).catch(() => undefined);
    setEnd(round?.end);
    const hadFocus = document.activeElement === stopButton;
    setStopping(undefined);
    if (hadFocus) begin?.focus();
    renew();
  };
  return (
    <section class="panel" aria-labelledby="offline-title">
      <h2 id="offline-title">{statusWords.offlineTitle}</h2>
      <dl class="facts">
        <Fact label={statusWords.pages} tone={toneOf(found()?.isShellKept)}>
          {found()?.isShellKept ? statusWords.pagesKept : notKeptWords}
        </Fact>
        <Fact label={statusWords.texts} tone={toneOf(hasTexts())}>
          {hasTexts() ? statusWords.textsKept : noTextsWords()}
        </Fact>
        <Fact label={statusWords.pictures} tone={toneOf(isWhole())}>
          <Show when={pictures()} fallback={noPicturesWords()}>
            {(count) => <>{picturesOf(count(), end())}</>}
          </Show>
        </Fact>
        <Fact label={statusWords.promise} tone={isPromised() ? 'good' : undefined}>
          {promiseWords()}
        </Fact>
        <Show when={found()?.storage}>
          {(storage) => <Fact label={statusWords.room}>{roomOf(storage())}</Fact>}
        </Show>
      </dl>
      <Show
        when={stopping()}
        fallback={
          <Show when={canDownload()}>
            <button
              ref={(element) => (begin = element)}
              type="button"
              class="button"
              onClick={() => void download()}
            >
              {statusWords.download}
            </button>
          </Show>
        }
      >
        {(stop) => (
          <div class="status-progress">
            <label>
              <span>{statusWords.downloading}</span>
              <progress value={pictures()?.kept ?? 0} max={Math.max(1, pictures()?.total ?? 1)} />
            </label>
            <button
              ref={(element) => (stopButton = element)}
              type="button"
              class="button button-quiet"
              onClick={() => stop().abort()}
            >
              {statusWords.stop}
            </button>
          </div>
        )}
      </Show>
      <InstallHint />
    </section>
  );
}

function toneOf(isHere: boolean | undefined): 'good' | 'away' {
  return isHere ? 'good' : 'away';
}
