import { For, type JSX } from 'solid-js';
import { statusWords } from '../status-words.ts';
import { whatHappens } from '../what-happens.ts';

/** What a person sees when something goes wrong; the README has the same rows. */
export function WhatHappens(): JSX.Element {
  return (
    <details class="panel happens">
      <summary>
        <h2>{statusWords.happensTitle}</h2>
      </summary>
      <dl>
        <For each={whatHappens}>
          {({ when, sees }) => (
            <div>
              <dt>{when}</dt>
              <dd>{sees}</dd>
            </div>
          )}
        </For>
      </dl>
    </details>
  );
}
