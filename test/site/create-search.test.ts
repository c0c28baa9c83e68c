import { createRoot, createSignal } from 'solid-js';
import { expect, it, onTestFinished } from 'vitest';
import type { SearchAnswer } from '../../src/protocol/search-api.ts';
import { createSearch } from '../../src/site/create-search.ts';
import { settled } from '../fakes/settled.ts';

const status = { state: 'ready', done: 1, total: 1, revision: 1 } as const;
const found: SearchAnswer = { status, results: [], total: 0 };

/** A page's search, whose questions are answered or refused by hand, in their order. */
function openSearchPage() {
  const asked: { text: string; answer: PromiseWithResolvers<SearchAnswer> }[] = [];
  const [text, type] = createSignal('');
  const live = createRoot((dispose) => {
    onTestFinished(dispose);
    const search = {
      search(question: string) {
        const answer = Promise.withResolvers<SearchAnswer>();
        asked.push({ text: question, answer });
        return answer.promise;
      },
      onStatus: () => () => undefined,
      start: () => undefined,
    };
    return createSearch(search, text, () => 20);
  });
  const questions = () => asked.map((one) => one.text);
  const settle = async (by: (answer: PromiseWithResolvers<SearchAnswer>) => void) => {
    by(asked.at(-1)!.answer);
    await settled();
  };
  return {
    ...live,
    type,
    questions,
    reply: () => settle(({ resolve }) => resolve(found)),
    refuse: () => settle(({ reject }) => reject(new Error('nothing can search here'))),
  };
}

it('[fault S1] what is typed while a question fails is asked next', async () => {
  const { type, questions, refuse, reply, ...live } = openSearchPage();
  type('f');
  type('fo');
  type('fog');
  expect(questions()).toEqual(['f']);
  await refuse();
  expect([questions(), live.hasFailed()]).toEqual([['f', 'fog'], true]);
  await reply();
  expect([live.answer()?.text, live.hasFailed()]).toEqual(['fog', false]);
});

it('[fault S1] a question that fails is asked again with the next letter alone', async () => {
  const { type, questions, refuse, ...live } = openSearchPage();
  type('f');
  await refuse();
  expect([questions(), live.hasFailed()]).toEqual([['f'], true]);
  type('fo');
  expect(questions()).toEqual(['f', 'fo']);
});
