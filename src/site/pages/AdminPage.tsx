import { Show, type JSX } from 'solid-js';
import { createPage } from '../create-page.ts';
import { Desk } from '../parts/Desk.tsx';
import { PageHeading } from '../parts/PageHeading.tsx';
import { SignIn } from '../parts/SignIn.tsx';
import { SignOut } from '../parts/SignOut.tsx';
import { Writable } from '../parts/Writable.tsx';
import { useSite } from '../site-context.tsx';
import { words } from '../words.ts';

/** `/admin`: for those who keep the shop. */
export function AdminPage(): JSX.Element {
  const { status } = useSite();
  const isEditor = () => status().role === 'editor';
  // Whether the site takes changes is told by the copy.
  const isUnknown = () => status().phase === 'offline' && !status().version;
  createPage({ title: () => words.editors, isWaiting: () => false });
  return (
    <>
      <header class="page-head">
        <PageHeading>{words.editors}</PageHeading>
        <Show when={isEditor()}>
          <SignOut />
        </Show>
      </header>
      <Show when={isUnknown()}>
        <p role="alert">{words.error}</p>
      </Show>
      <Writable>
        <Show when={isEditor()} fallback={<SignIn />}>
          <Desk />
        </Show>
      </Writable>
    </>
  );
}
