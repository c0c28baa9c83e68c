import sharp from 'sharp';
import { expect, onTestFinished, test } from 'vitest';
import { createEncoder } from '../../../src/proxy/media/encoder.ts';

const picture = () =>
  sharp({ create: { width: 900, height: 600, channels: 3, background: '#405060' } })
    .jpeg()
    .toBuffer();

function encoder(options?: { readonly budgetMs?: number }) {
  const started = createEncoder(options);
  onTestFinished(started.close);
  return started;
}

test('prepares pictures in a process of their own, one after the other', async () => {
  const { prepare } = encoder();
  const bytes = await picture();
  const refused = new TextEncoder().encode('no picture');
  const found = await Promise.all([prepare(bytes), prepare(refused), prepare(bytes)]);
  expect(found[0]).toMatchObject({ type: 'image/jpeg', width: 900, color: '#405060' });
  expect(found[1]).toEqual({ refused: 'is neither a picture nor a PDF' });
  expect(found[2]).toEqual(found[0]);
});

test('gives up what takes too long', async () => {
  const { prepare } = encoder({ budgetMs: 1 });
  await expect(prepare(await picture())).rejects.toThrow('took too long');
});

test('rejects what waits when it is closed', async () => {
  const { prepare, close } = encoder();
  const bytes = await picture();
  const waiting = Promise.allSettled([prepare(bytes), prepare(bytes)]);
  await close();
  expect((await waiting).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
});
