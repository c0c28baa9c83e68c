import { createSignal, For, Show, type JSX } from 'solid-js';
import { readRungs } from '../../tab/rungs.ts';
import { createClock, useClient } from '../../tab/solid.tsx';
import { createInspection } from '../create-inspection.ts';
import { createPage } from '../create-page.ts';
import { detailWords } from '../detail-words.ts';
import { ForgetPanel } from '../parts/ForgetPanel.tsx';
import { HowItIs } from '../parts/HowItIs.tsx';
import { KeptCopy } from '../parts/KeptCopy.tsx';
import { KeptWhere } from '../parts/KeptWhere.tsx';
import { Keeper } from '../parts/Keeper.tsx';
import { LostCopyNote } from '../parts/LostCopyNote.tsx';
import { OwnChanges } from '../parts/OwnChanges.tsx';
import { PageHeading } from '../parts/PageHeading.tsx';
import { ServerPanel } from '../parts/ServerPanel.tsx';
import { WhatHappens } from '../parts/WhatHappens.tsx';
import { useSite } from '../site-context.tsx';
import { forcedBy, statusWords } from '../status-words.ts';
import { badgeOf, words } from '../words.ts';

/** `/status`: what is stored, how old it is, what is pending, and who keeps it. */
export function StatusPage(): JSX.Element {
  const { status } = useSite();
  const now = createClock(1000);
  const live = createInspection();
  createPage({ title: () => words.status, isWaiting: () => false });
  return (
    <div class="status-page">
      <header class="status-head">
        <PageHeading>{words.status}</PageHeading>
        <p class="status-lede">{statusWords.lede}</p>
      </header>
      <LostCopyNote memory={live.inspection.memory} now={now()} />
      <ForcedNote />
      <section class="panel status-now" aria-labelledby="now-title">
        <h2 id="now-title">{badgeOf(status(), now())}</h2>
        <div class="status-said">
          <HowItIs />
          <Show when={status().storage === 'memory'}>
            <p>{detailWords.notKeptWhy}</p>
          </Show>
        </div>
        <CheckNow onChecked={live.renew} />
      </section>
      <KeptCopy live={live} now={now()} />
      <div class="panels">
        <div class="stack">
          <KeptWhere live={live} />
          <ServerPanel server={live.server()} onConfirmed={live.renew} />
        </div>
        <div class="stack">
          <OwnChanges server={live.server()} />
          <Keeper live={live} now={now()} />
        </div>
      </div>
      <WhatHappens />
      <ForgetPanel inspection={live.inspection} onForgotten={live.renew} />
    </div>
  );
}

function CheckNow(props: { readonly onChecked: () => void }): JSX.Element {
  const client = useClient();
  const [isChecking, setChecking] = createSignal(false);
  const check = async () => {
    setChecking(true);
    await client.checkNow();
    setChecking(false);
    props.onChecked();
  };
  return (
    <button
      type="button"
      class="button button-strong"
      disabled={isChecking()}
      onClick={() => void check()}
    >
      {isChecking() ? detailWords.checking : detailWords.checkNow}
    </button>
  );
}

/** What this tab was told to do without, by its address. */
function ForcedNote(): JSX.Element {
  const forced = forcedBy(readRungs(location.search));
  return (
    <Show when={forced.length > 0}>
      <section class="panel status-note" aria-labelledby="forced-title">
        <h2 id="forced-title">{statusWords.forcedTitle}</h2>
        <ul>
          <For each={forced}>{(sentence) => <li>{sentence}</li>}</For>
        </ul>
        <a href={location.pathname} rel="external" class="button button-quiet">
          {statusWords.letGo}
        </a>
      </section>
    </Show>
  );
}
