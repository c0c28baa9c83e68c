import { expect, it } from 'vitest';
import type { Effect } from '../../src/cache/draft.ts';
import { createMemoryStorage } from '../../src/cache/memory-storage.ts';
import { createOutbox } from '../../src/cache/outbox.ts';
import { SyncError } from '../../src/protocol/failure.ts';
import type { Version } from '../../src/protocol/version.ts';
import type { PushAnswer } from '../../src/sync/push.ts';
import { createSender, type Sender, type SenderOptions } from '../../src/sync/sender.ts';
import { createVirtualClock } from '../fakes/virtual-clock.ts';
import { settled } from '../fakes/settled.ts';

it('[promise P2] what is being sent is known as such, though a run that was stopped ends meanwhile', async () => {
  const outbox = createOutbox(createMemoryStorage(), () => 'client');
  await outbox.load();
  const ctx = { now: 0, newIds: [] };
  await outbox.append({ id: 'a', name: 'change', args: {}, ctx }, 'reader');
  const answers: PromiseWithResolvers<PushAnswer>[] = [];
  const sender = senderOver({
    outbox,
    send() {
      const answer = Promise.withResolvers<PushAnswer>();
      answers.push(answer);
      return answer.promise;
    },
  });
  sender.start();
  await settled();
  expect(sender.isSending('a')).toBe(true);
  sender.stop();
  expect(sender.isSending('a')).toBe(false);
  sender.start();
  await settled();
  answers[0]!.reject(new Error('aborted'));
  await settled();
  expect(answers).toHaveLength(2);
  expect(sender.isSending('a')).toBe(true);
  const result = { id: 'a', status: 'applied', log: 'log', seq: 1 } as const;
  answers[1]!.resolve({ kind: 'results', results: [result] });
  await settled();
  expect(sender.isSending('a')).toBe(false);
  expect(sender.state()).toBe('idle');
  sender.stop();
});

it('[W15][promise P5] what was made in one turn is sent as it shows, one over the other', async () => {
  const outbox = createOutbox(createMemoryStorage(), () => 'client');
  await outbox.load();
  const likes = (n: number): Effect => ({ collection: 'quotes', id: 'q', fields: { likes: n } });
  const ctx = { now: 0, newIds: [] };
  for (const id of ['a', 'b', 'c']) {
    // As each was tried out before any of them was shown.
    await outbox.append({ id, name: 'like', args: {}, ctx, effects: [likes(1)] }, 'reader');
  }
  let shown = new Map<string, readonly Effect[]>();
  const sender = senderOver({
    outbox,
    send: () => new Promise(() => undefined),
    effectsOf: (id) => shown.get(id),
    version: () => ({ log: 'log', seq: 1 }),
    async onUnshown() {
      await settled();
      shown = new Map(['a', 'b', 'c'].map((id, i) => [id, [likes(i + 1)]]));
    },
  });
  sender.start();
  for (let i = 0; i < 3; i++) await settled();
  expect(outbox.rows().map(({ effects }) => effects)).toEqual([[likes(1)], [likes(2)], [likes(3)]]);
  expect(outbox.rows().every(({ firstSentAt }) => firstSentAt !== undefined)).toBe(true);
  sender.stop();
});

it('[promise P7] what an editor made is not sent without their token where they sign out as it is marked', async () => {
  const plain = createOutbox(createMemoryStorage(), () => 'client');
  await plain.signIn({ token: 'secret', identity: 'editor 1' });
  await plain.append({ id: 'a', name: 'change', args: {}, ctx: { now: 0, newIds: [] } }, 'editor');
  const outbox: typeof plain = {
    ...plain,
    async update(change) {
      await plain.update(change);
      await plain.signIn(undefined);
    },
  };
  let sent = 0;
  const sender = senderOver({
    outbox,
    send() {
      sent++;
      return new Promise(() => undefined);
    },
    effectsOf: () => [],
  });
  sender.start();
  for (let i = 0; i < 3; i++) await settled();
  expect([sent, sender.state()]).toEqual([0, 'waiting']);
  sender.stop();
});

it('[fault V1] what an editor made in an older build, which made a name of each token, is sent with the next one’s', async () => {
  const outbox = createOutbox(createMemoryStorage(), () => 'client');
  await outbox.signIn({ token: 'old', identity: 'editor 0123456789abcdef' });
  await outbox.append({ id: 'a', name: 'change', args: {}, ctx: { now: 0, newIds: [] } }, 'editor');
  await outbox.signIn({ token: 'new', identity: 'editor' });
  const tokens: unknown[] = [];
  const sender = senderOver({
    outbox,
    send(_, { token }) {
      tokens.push(token);
      return new Promise(() => undefined);
    },
    effectsOf: () => [],
  });
  sender.start();
  await settled();
  expect(tokens).toEqual(['new']);
  sender.stop();
});

it('[promise P1] an answer that a token is not good any more does not sign out who has signed in with another meanwhile', async () => {
  const outbox = createOutbox(createMemoryStorage(), () => 'client');
  await outbox.signIn({ token: 'old', identity: 'editor' });
  await outbox.append({ id: 'a', name: 'change', args: {}, ctx: { now: 0, newIds: [] } }, 'editor');
  const tokens: unknown[] = [];
  const sender = senderOver({
    outbox,
    async send(_, { token }) {
      tokens.push(token);
      if (token === 'new') return new Promise(() => undefined);
      await outbox.signIn({ token: 'new', identity: 'editor' });
      throw new SyncError('unauthorized', 'not valid', { status: 401 });
    },
    effectsOf: () => [],
  });
  sender.start();
  for (let i = 0; i < 3; i++) await settled();
  expect(tokens).toEqual(['old', 'new']);
  expect(outbox.signedIn()?.token).toBe('new');
  sender.stop();
});

it('[fault N1] a sign-in page on the way, which answers 401 as well, signs nobody out', async () => {
  const outbox = createOutbox(createMemoryStorage(), () => 'client');
  await outbox.signIn({ token: 'good', identity: 'editor' });
  await outbox.append({ id: 'a', name: 'change', args: {}, ctx: { now: 0, newIds: [] } }, 'editor');
  const sender = senderOver({
    outbox,
    send: () => Promise.reject(new SyncError('offline', 'led elsewhere', { status: 401 })),
    effectsOf: () => [],
  });
  sender.start();
  for (let i = 0; i < 3; i++) await settled();
  expect(outbox.signedIn()?.token).toBe('good');
  expect(sender.failure()?.code).toBe('offline');
  sender.stop();
});

it('[promise P1] what was made after everything was forgotten does not overtake what was made before', async () => {
  const outbox = createOutbox(createMemoryStorage(), () => 'client');
  const ctx = { now: 0, newIds: [] };
  const saved: Effect = { collection: 'products', id: 'p', fields: { name: 'one' } };
  await outbox.append({ id: 'one', name: 'save', args: {}, ctx, effects: [saved] }, 'reader');
  // Over nothing: what it does is not known.
  await outbox.append({ id: 'two', name: 'save', args: {}, ctx }, 'reader');
  let version: Version | undefined;
  const sent: string[][] = [];
  const sender = senderOver({
    outbox,
    send(rows) {
      sent.push(rows.map(({ id }) => id));
      return new Promise(() => undefined);
    },
    effectsOf: () => [],
    version: () => version,
  });
  sender.start();
  await settled();
  expect([sent, sender.state()]).toEqual([[], 'waiting']);
  version = { log: 'log', seq: 1 };
  sender.nudge();
  await settled();
  expect(sent).toEqual([['one', 'two']]);
  sender.stop();
});

it('[promise P4][promise P5] nothing is sent over a new copy without a version, where another was shown: what it does is to show until it has arrived', async () => {
  const outbox = createOutbox(createMemoryStorage(), () => 'client');
  const likes: Effect = { collection: 'quotes', id: 'q', fields: { likes: 1 } };
  // Made where nothing was known yet, shown since by a worker of another shape.
  await outbox.append({ id: 'a', name: 'like', args: {}, ctx: { now: 0, newIds: [] } }, 'reader');
  let version: Version | undefined;
  const sender = senderOver({
    outbox,
    send: () => new Promise(() => undefined),
    effectsOf: () => version && [likes],
    version: () => version,
    isFirstCopy: () => false,
  });
  sender.start();
  await settled();
  expect(sender.isSending('a')).toBe(false);
  version = { log: 'log', seq: 1 };
  sender.nudge();
  await settled();
  expect(sender.isSending('a')).toBe(true);
  expect(outbox.rows()[0]!.effects).toEqual([likes]);
  sender.stop();
});

it('[promise P7][W17] on a first visit what was made before the first version is sent at once', async () => {
  const outbox = createOutbox(createMemoryStorage(), () => 'client');
  await outbox.append({ id: 'a', name: 'like', args: {}, ctx: { now: 0, newIds: [] } }, 'reader');
  const send = () => new Promise<PushAnswer>(() => undefined);
  const sender = senderOver({ outbox, send, version: () => undefined });
  sender.start();
  await settled();
  expect(sender.isSending('a')).toBe(true);
  sender.stop();
});

it('[fault N8] a server that wants silence for a day is asked again after an hour, and not every half minute', async () => {
  const outbox = createOutbox(createMemoryStorage(), () => 'client');
  await outbox.append({ id: 'a', name: 'like', args: {}, ctx: { now: 0, newIds: [] } }, 'reader');
  const clock = createVirtualClock();
  let sent = 0;
  const sender = senderOver({
    outbox,
    clock,
    send() {
      sent++;
      throw new SyncError('rate-limited', 'later', { retryAfterMs: 24 * 60 * 60_000 });
    },
  });
  sender.start();
  await clock.advance(59 * 60_000);
  sender.hurry();
  await clock.settle();
  expect(sent).toBe(1);
  await clock.advance(2 * 60_000);
  expect(sent).toBe(2);
  sender.stop();
});

/** A sender that knows every change and nothing else, over these. */
function senderOver({
  send,
  ...options
}: Pick<SenderOptions, 'outbox'> &
  Partial<SenderOptions> & { readonly send: SenderOptions['push']['send'] }): Sender {
  return createSender({
    clock: createVirtualClock(),
    random: () => 0,
    report: () => undefined,
    push: { send, checkToken: () => Promise.resolve() },
    isKnown: () => true,
    effectsOf: () => undefined,
    version: () => ({ log: 'log', seq: 1 }),
    isFirstCopy: () => true,
    onRows: () => Promise.resolve(),
    onUnshown: () => Promise.resolve(),
    onState: () => undefined,
    ...options,
  });
}
