import { Worker } from 'node:worker_threads';
import { afterEach, expect, test, vi } from 'vitest';
import { createRenderer, type Renderer } from '../../../src/proxy/rich-text/renderer.ts';

let renderer: Renderer;
afterEach(async () => {
  vi.unstubAllEnvs();
  await renderer.close();
});

test('renders both kinds, in the order asked', async () => {
  renderer = createRenderer();
  expect(
    await Promise.all([renderer.render('markdown', '**a**'), renderer.render('html', '<b>b</b>')]),
  ).toEqual([[['p', ['strong', 'a']]], [['strong', 'b']]]);
});

test('renders under `node --watch`, which lets a thread tell what it loads', async () => {
  vi.stubEnv('WATCH_REPORT_DEPENDENCIES', '1');
  renderer = createRenderer();
  const rendered = renderer.render('markdown', '**a**');
  expect(await rendered).toEqual([['p', ['strong', 'a']]]);
  expect(await renderer.render('markdown', 'b')).toEqual([['p', 'b']]);
});

test('gives up a text that takes too long, and renders the next one', async () => {
  renderer = createRenderer({ budgetMs: 300 });
  const hostile = '*a_ '.repeat(20_000);
  const [first, second] = await Promise.all([
    renderer.render('markdown', hostile),
    renderer.render('markdown', 'b'),
  ]);
  expect(first).toBeUndefined();
  expect(second).toEqual([['p', 'b']]);
});

test('a thread that is too busy to look at the answer in time takes it all the same', async () => {
  const budgetMs = 100;
  renderer = createRenderer({ budgetMs });
  await renderer.render('markdown', 'a');
  const rendered = renderer.render('markdown', 'b');
  await new Promise((done) => setImmediate(done));
  for (const until = performance.now() + 5 * budgetMs; performance.now() < until;);
  expect(await rendered).toEqual([['p', 'b']]);
});

test('a thread that breaks while nothing is asked of it takes nobody along, and the next text is rendered', async () => {
  renderer = createRenderer({ budgetMs: 300 });
  const post = vi.spyOn(Worker.prototype, 'postMessage');
  await renderer.render('markdown', 'a');
  const thread = post.mock.contexts[0] as Worker;
  post.mockRestore();
  // What it cannot even take apart.
  thread.postMessage(null);
  await new Promise((ended) => thread.once('exit', ended));
  expect(await renderer.render('markdown', 'b')).toEqual([['p', 'b']]);
});

test('answers what comes after closing without a tree', async () => {
  renderer = createRenderer();
  await renderer.close();
  expect(await renderer.render('markdown', 'a')).toBeUndefined();
});
