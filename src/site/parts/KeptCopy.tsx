import { For, Show, type JSX } from 'solid-js';
import type { CollectionSize } from '../../store/survey.ts';
import type { LiveInspection } from '../create-inspection.ts';
import { grouped } from '../dates.ts';
import { useSite } from '../site-context.tsx';
import { bytesOf, statusWords } from '../status-words.ts';
import { ageOf, loadingOf } from '../words.ts';

/** What is stored, by collection: records, bytes and age; and for the curious version, hits, misses and writes (B119). */
export function KeptCopy(props: {
  readonly live: LiveInspection;
  readonly now: number;
}): JSX.Element {
  const { status } = useSite();
  const found = () => props.live.findings();
  /** Without a database to look at, the worker's own counts. */
  const sizes = (): readonly Partial<CollectionSize>[] => {
    const kept = found()?.sizes ?? [];
    if (kept.length > 0) return kept;
    const counted = Object.entries(found()?.diagnostics?.collections ?? {});
    return counted.map(([name, counts]) => ({ name, ...counts }));
  };
  const sum = (key: 'records' | 'bytes') =>
    sizes().reduce((total, size) => total + (size[key] ?? 0), 0);
  const readAt = (name = '') => {
    const server = props.live.server();
    const table =
      typeof server === 'object' ? server.tables.find((one) => one.name === name) : undefined;
    const at = table?.lastGoodAt
      ? Date.parse(table.lastGoodAt)
      : (status().upstreamReadAt ?? status().checkedAt);
    return at === undefined ? '–' : ageOf(Math.max(0, props.now - at));
  };
  return (
    <section class="panel kept" aria-labelledby="copy-title">
      <h2 id="copy-title">{statusWords.copyTitle}</h2>
      <Show when={status().progress}>
        {(progress) => (
          <label class="status-progress">
            <span>{loadingOf(progress().done, progress().total)}</span>
            <progress value={progress().done} max={Math.max(1, progress().total)} />
          </label>
        )}
      </Show>
      <Show when={sizes().length > 0} fallback={<p class="quiet">{statusWords.nothingKept}</p>}>
        <div class="scroller" role="region" aria-label={statusWords.byPart} tabindex="0">
          <table class="figures">
            <thead>
              <tr>
                <th scope="col">{statusWords.collection}</th>
                <th scope="col">{statusWords.records}</th>
                <th scope="col">{statusWords.size}</th>
                <th scope="col">{statusWords.changed}</th>
              </tr>
            </thead>
            <tbody>
              <For each={sizes()}>
                {({ name, records, bytes }) => (
                  <tr>
                    <th scope="row">{name}</th>
                    <td>{grouped(records ?? 0)}</td>
                    <td>{bytes === undefined ? '–' : bytesOf(bytes)}</td>
                    <td>{readAt(name)}</td>
                  </tr>
                )}
              </For>
            </tbody>
            <tfoot>
              <tr>
                <th scope="row">{statusWords.all}</th>
                <td>{grouped(sum('records'))}</td>
                <td>{sum('bytes') > 0 ? bytesOf(sum('bytes')) : '–'}</td>
                <td />
              </tr>
            </tfoot>
          </table>
        </div>
        <details class="curious">
          <summary>{statusWords.details}</summary>
          <p class="quiet">{statusWords.detailsWhy}</p>
          <div class="scroller" role="region" aria-label={statusWords.details} tabindex="0">
            <CuriousTable sizes={sizes()} live={props.live} />
          </div>
        </details>
      </Show>
    </section>
  );
}

function CuriousTable(props: {
  readonly sizes: readonly Partial<CollectionSize>[];
  readonly live: LiveInspection;
}): JSX.Element {
  const read = (name = '') => props.live.findings()?.readings.byCollection[name];
  const writes = (name = '') => props.live.findings()?.diagnostics?.writes[name] ?? 0;
  const heads = ['collection', 'version', 'hits', 'misses', 'writes', 'chunks', 'rows'] as const;
  return (
    <table class="figures">
      <thead>
        <tr>
          <For each={heads}>{(head) => <th scope="col">{statusWords[head]}</th>}</For>
        </tr>
      </thead>
      <tbody>
        <For each={props.sizes}>
          {({ name, root, chunks, rows }) => (
            <tr>
              <th scope="row">{name}</th>
              <td>
                <code>{root?.slice(0, 8) ?? '–'}</code>
              </td>
              <td>{grouped(read(name)?.hits ?? 0)}</td>
              <td>{grouped(read(name)?.misses ?? 0)}</td>
              <td>{grouped(writes(name))}</td>
              <td>{grouped(chunks ?? 0)}</td>
              <td>{grouped(rows ?? 0)}</td>
            </tr>
          )}
        </For>
      </tbody>
    </table>
  );
}
