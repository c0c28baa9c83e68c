import { globSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sampleBase } from '../../src/emulator/sample/base.ts';
import { evaluateInWorker, type TargetType } from './harness/cdp.ts';
import { openChromium, type ChromiumPage } from './harness/chromium.ts';
import { isInstalled } from './world/readers.ts';
import { useSite } from './world/use-site.ts';

const site = useSite();

describe('[figure R19] nothing of the site reaches another origin or makes code from text', () => {
  /** Another origin, which would answer anything to anybody. */
  const foreign = { url: '', asked: [] as string[] };
  const server = createServer((request, response) => {
    foreign.asked.push(request.url ?? '');
    response.writeHead(200, { 'access-control-allow-origin': '*' }).end('globalThis.fired = 1');
  });
  beforeAll(async () => {
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    foreign.url = `http://localhost:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    const closed = new Promise((done) => server.close(done));
    // A browser may have connected without asking for anything.
    server.closeAllConnections();
    await closed;
  });

  async function installed(): Promise<ChromiumPage> {
    const page = await site.openFresh('/blog');
    await page.waitFor(isInstalled);
    return page;
  }

  /** The outcome of code that runs by itself: DevTools lifts the policy's ban on eval for what it evaluates directly. */
  const outcomeOf = (code: string) => `new Promise((settle) => setTimeout(async () => {
    try { await (async () => { ${code} })(); settle('allowed'); } catch (error) { settle(error.name); }
  }))`;

  /** Runs the code in the page, in its SharedWorker and in its service worker. */
  async function everywhere(page: ChromiumPage, code: string): Promise<unknown> {
    const browser = await site.browser();
    // A service worker that is asked something is awake.
    await page.evaluate(`fetch('/robots.txt').then((answer) => answer.text())`);
    const inWorker = (type: TargetType, urlPart: string) =>
      evaluateInWorker(browser, { type, urlPart }, outcomeOf(code));
    return {
      page: await page.evaluate(outcomeOf(code)),
      sharedWorker: await inWorker('shared_worker', '/assets/shared-'),
      serviceWorker: await inWorker('service_worker', '/sw.js'),
    };
  }
  const all = (outcome: string) => ({
    page: outcome,
    sharedWorker: outcome,
    serviceWorker: outcome,
  });

  test('page, SharedWorker and service worker cannot fetch from there', async () => {
    const page = await installed();
    for (const mode of ['cors', 'no-cors']) {
      const code = `await fetch('${foreign.url}/x', { mode: '${mode}' })`;
      expect(await everywhere(page, code)).toEqual(all('TypeError'));
    }
    expect(await everywhere(page, `await fetch('/v1/status')`)).toEqual(all('allowed'));
    expect(foreign.asked).toEqual([]);
  });

  test('page, SharedWorker and service worker cannot evaluate text or run scripts from there', async () => {
    const page = await installed();
    for (const code of [`eval('1')`, `new Function('return 1')()`]) {
      expect(await everywhere(page, code)).toEqual(all('EvalError'));
    }
    const browser = await site.browser();
    const script = `importScripts('${foreign.url}/script.js')`;
    const worker = { type: 'service_worker', urlPart: '/sw.js' } as const;
    expect(await evaluateInWorker(browser, worker, outcomeOf(script))).not.toBe('allowed');
    const shared = { type: 'shared_worker', urlPart: '/assets/shared-' } as const;
    const load = `await import('${foreign.url}/module.js')`;
    expect(await evaluateInWorker(browser, shared, outcomeOf(load))).not.toBe('allowed');
    expect(await page.evaluate(outcomeOf(load))).not.toBe('allowed');
    expect(foreign.asked).toEqual([]);
  });

  test('the page loads no picture, style, script, frame, form or socket from there', async () => {
    const page = await installed();
    await page.evaluate((url) => {
      const add = (tag: string, attributes: Record<string, string>) => {
        const element = document.createElement(tag);
        for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
        return document.body.appendChild(element);
      };
      add('img', { src: `${url}/img` });
      add('link', { rel: 'stylesheet', href: `${url}/style.css` });
      add('video', { src: `${url}/video` });
      add('iframe', { src: `${url}/frame` });
      add('p', { style: `background: url(${url}/inline)` });
      const form = add('form', { action: `${url}/form`, target: '_blank' }) as HTMLFormElement;
      form.submit();
      navigator.sendBeacon(`${url}/beacon`, 'x');
      try {
        new WebSocket(url.replace('http', 'ws'));
      } catch {
        // Refused at once rather than later; either is right.
      }
    }, foreign.url);
    const blocked = `[...globalThis[Symbol.for('offprint.test.violations')]].map((line) => line.split(' ')[0])`;
    for (const directive of [
      'img-src',
      'style-src-elem',
      'style-src-attr',
      'media-src',
      'frame-src',
      'form-action',
      'connect-src',
    ]) {
      await page.waitFor(`${blocked}.includes('${directive}')`);
    }
    expect(foreign.asked).toEqual([]);
  });

  test('text does not become markup or a script’s address', async () => {
    const page = await installed();
    for (const code of [
      `document.body.innerHTML = '<b>raw</b>'`,
      `document.body.insertAdjacentHTML('beforeend', '<b>raw</b>')`,
      `document.body.outerHTML = '<b>raw</b>'`,
      `document.write('<b>raw</b>')`,
      `new DOMParser().parseFromString('<b>raw</b>', 'text/html')`,
      `document.createElement('script').src = '/assets/x.js'`,
      `document.createElement('script').text = '1'`,
      `document.createElement('iframe').srcdoc = '<b>raw</b>'`,
      `new Worker('/assets/x.js')`,
      `navigator.serviceWorker.register('/sw.js?other')`,
      `trustedTypes.createPolicy('other', {})`,
      `trustedTypes.createPolicy('offprint', {})`,
    ]) {
      expect([code, await page.evaluate(outcomeOf(`await (${code})`))]).toEqual([
        code,
        'TypeError',
      ]);
    }
  });

  test('the policy of page, workers and service worker has no exception, and nobody may frame the page', async () => {
    const shared = globSync('assets/shared-*.js', { cwd: DIST })[0]!;
    for (const path of ['/', '/blog', '/nowhere', `/${shared}`, '/sw.js', '/offline.html']) {
      const { headers } = await fetch(site.world.url + path, { headers: { accept: 'text/html' } });
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).toContain("require-trusted-types-for 'script'");
      expect(policy).not.toMatch(/unsafe|\*|https?:/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    }
  });
});

describe('[figure R21][invariant I1][B1] no secret of the upstream leaves the server', () => {
  const token = sampleBase.tokens[0]!;
  const secrets = [token, sampleBase.id, ...sampleBase.tables.map(({ id }) => id)];
  const secretsIn = (text: string) => secrets.filter((secret) => text.includes(secret));

  /** Everything the server answers that can be found by following what it says, and what it says when it fails. */
  async function crawl(): Promise<ReadonlyMap<string, string>> {
    const answers = new Map<string, string>();
    const read = async (path: string, init?: RequestInit) => {
      const response = await fetch(site.world.url + path, init);
      const text = await response.text();
      const head = JSON.stringify([...response.headers]);
      answers.set(`${init?.method ?? 'GET'} ${path}`, `${response.status} ${head} ${text}`);
      return text;
    };
    const waiting = [await read('/v1/manifest.json')];
    for (let text = waiting.pop(); text !== undefined; text = waiting.pop()) {
      for (const [hash] of text.matchAll(/(?<=")[\w-]{43}(?=")/g)) {
        if (!answers.has(`GET /v1/o/${hash}.json`)) waiting.push(await read(`/v1/o/${hash}.json`));
      }
      for (const [path] of text.matchAll(/\/v1\/media\/[^"]+/g)) {
        if (!answers.has(`GET ${path}`)) await read(path);
      }
    }
    for (const path of [
      '/',
      '/blog',
      '/nowhere',
      '/v1/status',
      '/healthz',
      '/v1/nothing',
      '/v1/o/x.json',
      '/v1/live/x.json',
      '/v1/media/x/y',
      '/%00',
      '/v0/x',
      '/data/ledger.json',
      '/../package.json',
      '/assets/../../package.json',
    ]) {
      await read(path);
    }
    for (const file of globSync('**/*.*', { cwd: DIST, withFileTypes: false }))
      await read(`/${file}`);
    await read('/v1/mutations', { method: 'POST', body: '{}' });
    await read('/v1/mutations', {
      method: 'POST',
      body: 'nothing',
      headers: { authorization: 'Bearer x' },
    });
    return answers;
  }

  test('in no answer, whether Airtable is well or refuses the token', async () => {
    const answers = new Map(await crawl());
    await site.world.breakAirtable({
      kind: 'status',
      status: 401,
      body: { error: `bad token ${token}` },
    });
    const page = await site.openFresh('/blog');
    await expect
      .poll(() => fetch(`${site.world.url}/v1/status`).then((answer) => answer.text()), {
        timeout: 15_000,
      })
      .toMatch(/401|unauthorized/i);
    for (const [path, text] of await crawl()) answers.set(`broken: ${path}`, text);
    await site.world.breakAirtable();
    await page.close();
    expect(answers.size).toBeGreaterThan(150);
    expect(
      [...answers.values()].filter((text) => text.includes(site.world.newest.title)).length,
    ).toBeGreaterThan(0);
    const found = [...answers].flatMap(([path, text]) =>
      secretsIn(text).map((secret) => `${path}: ${secret}`),
    );
    expect(found).toEqual([]);
    expect(secretsIn(site.world.output())).toEqual([]);
  });

  test('in no file of the build', () => {
    const files = globSync('**/*.*', { cwd: DIST });
    expect(files.length).toBeGreaterThan(20);
    const found = files.flatMap((file) =>
      secretsIn(readFileSync(join(DIST, file), 'latin1')).map((secret) => `${file}: ${secret}`),
    );
    expect(found).toEqual([]);
  });

  test('in nothing that the browser keeps', async () => {
    const page = await site.openFresh(`/blog/${site.world.newest.id}`);
    await page.waitFor(isInstalled);
    const kept = await page.evaluate(keptHere);
    // The dump sees what is there: the text of an article, and of the build.
    expect(kept.databases).toContain(site.world.newest.title);
    expect(kept.databases).toContain('An ');
    expect(kept.caches).toContain('<!doctype html>');
    expect(secretsIn(JSON.stringify(kept))).toEqual([]);
  });

  /** Runs in the page: all that its origin has stored, as text. */
  async function keptHere(): Promise<{ databases: string; caches: string; rest: string }> {
    const toText = async (value: unknown): Promise<string> => {
      if (value instanceof Blob) return value.text();
      if (value instanceof ArrayBuffer || ArrayBuffer.isView(value))
        return new TextDecoder().decode(value);
      if (value instanceof Map || value instanceof Set) return toText([...value]);
      if (typeof value === 'object' && value !== null) {
        const parts: string[] = [];
        for (const [key, member] of Object.entries(value))
          parts.push(`${key}: ${await toText(member)}`);
        return parts.join('\n');
      }
      return String(value);
    };
    const settled = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error!);
      });
    let databases = '';
    for (const { name } of await indexedDB.databases()) {
      const database = await settled(indexedDB.open(name!));
      for (const store of database.objectStoreNames) {
        const all = database.transaction(store).objectStore(store);
        const [keys, values] = [settled(all.getAllKeys()), settled(all.getAll())];
        databases += `\n${name} ${store}\n${await toText(await keys)}\n${await toText(await values)}`;
      }
      database.close();
    }
    let cached = '';
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        cached += `\n${request.url}\n${await (await cache.match(request))!.text()}`;
      }
    }
    const rest = [
      document.cookie,
      await toText(Object.entries(localStorage)),
      await toText(Object.entries(sessionStorage)),
    ];
    return { databases, caches: cached, rest: rest.join('\n') };
  }
});

const DIST = resolve(import.meta.dirname, '../../dist');

test('over plain http from another machine a page says that it needs https, and what was written can be read', async () => {
  const port = new URL(site.world.url).port;
  // As a phone sees it that opens the site by a name in the house.
  const browser = await openChromium({ args: ['--host-resolver-rules=MAP shelf.test 127.0.0.1'] });
  try {
    const page = await browser.newPage(`http://shelf.test:${port}/todo`);
    await page.waitFor(`document.body.innerText.includes('This page needs https')`);
    const { id, slug, title } = site.world.newest;
    await page.goto(`http://shelf.test:${port}/blog/${id}/${slug}`);
    expect(await page.text('main .article-title')).toBe(title);
    // Chromium’s own words: a header that it takes over https alone.
    const ours = page.errors.filter((error) => !error.startsWith('The Cross-Origin-Opener-Policy'));
    expect(ours).toEqual([]);
  } finally {
    await browser.close();
  }
});
