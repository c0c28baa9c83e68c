import { describe, expect, test } from 'vitest';
import { hashBytes } from '../../src/model/hash.ts';
import { formName } from '../../src/protocol/media-forms.ts';
import { createKeptFiles } from '../../sw/kept-files.ts';
import { createMedia, nearestForm } from '../../sw/media.ts';
import { createFakeCaches } from './fake-cache.ts';

const SITE = 'https://example.test/';
const bytesOf = (text: string) => new TextEncoder().encode(text);
const addressOf = async (text: string, name = 'a.webp') =>
  `${SITE}v1/media/${await hashBytes(bytesOf(text))}/${name}`;

/** A service worker's media route before a network that a test fills and cuts. */
function route() {
  const online = new Map<string, string>();
  const asked: string[] = [];
  const late: Promise<unknown>[] = [];
  const files = createKeptFiles({
    storage: createFakeCaches(),
    cacheName: 'media',
    maxBytes: 10_000,
    now: () => 1,
  });
  const answer = createMedia(files, ({ url }, init) => {
    asked.push(`${init?.cache ?? 'usual'} ${url}`);
    const body = online.get(`${init?.cache ?? 'usual'} ${url}`) ?? online.get(url);
    if (body === undefined) return Promise.reject(new TypeError('no network'));
    const response = new Response(body, { headers: { 'content-type': 'image/webp' } });
    return Promise.resolve(Object.defineProperty(response, 'type', { value: 'basic' }));
  });
  return {
    online,
    asked,
    ask: async (
      url: string,
      { range, destination = '' }: { range?: string; destination?: string } = {},
    ) => {
      const headers = new Headers(range === undefined ? {} : { range });
      const request = { url, headers, destination } as unknown as Request;
      const response = await answer(request, { waitUntil: (work) => late.push(work) });
      await Promise.all(late.splice(0));
      return response;
    },
  };
}

describe('createMedia', () => {
  test('[B49] asks the network once, and shows what is kept from then on', async () => {
    const { online, asked, ask } = route();
    const address = await addressOf('picture');
    online.set(address, 'picture');
    expect(await (await ask(address)).text()).toBe('picture');
    online.clear();
    expect(await (await ask(address)).text()).toBe('picture');
    expect(asked).toHaveLength(1);
  });

  test.each([
    ['bytes=0-1', 206, '01'],
    ['bytes=-2', 206, '89'],
    ['bytes=20-', 416, ''],
    ['bytes=5-2', 200, '0123456789'],
  ])('[fault S7] answers %s out of what is kept with %i', async (range, status, body) => {
    const { online, ask } = route();
    const address = await addressOf('0123456789');
    online.set(address, '0123456789');
    await ask(address);
    online.clear();
    const response = await ask(address, { range });
    expect([response.status, await response.text()]).toEqual([status, body]);
  });

  test('[fault N2] keeps nothing that is not what it is called, and asks past the browser’s cache for it', async () => {
    const { online, asked, ask } = route();
    const address = await addressOf('whole');
    online.set(address, 'who');
    online.set(`reload ${address}`, 'whole');
    expect(await (await ask(address)).text()).toBe('whole');
    expect(asked).toEqual([`usual ${address}`, `reload ${address}`]);
    online.clear();
    expect(await (await ask(address)).text()).toBe('whole');
  });

  test('[S6][B49] shows another width of a picture where the right one is out of reach, to pages only', async () => {
    const { online, ask } = route();
    const picture = await hashBytes(bytesOf('picture'));
    const small = await addressOf('small', formName('sea', picture, 320));
    const large = await addressOf('large', formName('sea', picture, 1280));
    online.set(small, 'small');
    await ask(small);
    online.clear();
    expect(await (await ask(large, { destination: 'image' })).text()).toBe('small');
    const itself = await addressOf('picture', 'sea.webp');
    expect(await (await ask(itself, { destination: 'image' })).text()).toBe('small');
    expect((await ask(large)).type).toBe('error');
    expect((await ask(await addressOf('other'), { destination: 'image' })).type).toBe('error');
  });
});

test('[S6] the next wider form is nearest, else the widest', () => {
  const at = (hash: string, name: string) => `${SITE}v1/media/${hash}/${name}`;
  const form = (width: number) => at(`form${width}`, formName('sea', 'aB-c_dEfGh1', width));
  const itself = at('aB-c_dEfGh1', 'sea.jpg');
  const kept = [form(320), at('zz', 'sea-zzzzzzzz-640.webp'), form(1280), itself];
  expect(nearestForm(form(640), kept)).toBe(form(1280));
  expect(nearestForm(form(1920), kept)).toBe(itself);
  expect(nearestForm(itself, kept.slice(0, 3))).toBe(form(1280));
  expect(nearestForm(`${SITE}icons/a.png`, kept)).toBeUndefined();
});
