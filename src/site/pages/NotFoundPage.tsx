import type { JSX } from 'solid-js';
import { createPage } from '../create-page.ts';
import { Message } from '../parts/Message.tsx';
import { words } from '../words.ts';

/** Every address that is no page's. */
export function NotFoundPage(): JSX.Element {
  createPage({ title: () => words.notFoundTitle, isWaiting: () => false });
  return (
    <Message
      title={words.notFoundTitle}
      text={words.notFound}
      link={{ to: '/', label: words.home }}
    />
  );
}
