import { createComponent, createRoot, createSignal, untrack, type JSX } from 'solid-js';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Outcome } from '../../src/protocol/failure.ts';
import {
  READ_ONLY,
  type EngineStatus,
  type Made,
  type OutboxEntry,
} from '../../src/protocol/worker-api.ts';
import { createForm, type Form } from '../../src/site/create-form.ts';
import { addReview } from '../../src/site/mutators.ts';
import { SiteProvider, type Site } from '../../src/site/site-context.tsx';
import type { Client } from '../../src/tab/client.ts';
import { ClientProvider } from '../../src/tab/solid.tsx';
import { createMemoryStorage } from './memory-storage.ts';

beforeEach(() => {
  vi.stubGlobal('localStorage', createMemoryStorage());
  vi.stubGlobal('sessionStorage', createMemoryStorage());
  onTestFinished(() => void vi.unstubAllGlobals());
});

/** The form of reviews over a client that keeps what it is given, and says of it what a test says. */
function openForm() {
  const entries: OutboxEntry[] = [];
  const listeners = new Set<(status: EngineStatus) => void>();
  const [status, setStatus] = createSignal<EngineStatus>({
    ...READ_ONLY,
    phase: 'fresh',
    isOwner: true,
    host: 'shared',
    storage: 'indexeddb',
  });
  const answers: ((outcome: Outcome<Made>) => void)[] = [];
  const tell = async () => {
    const queued = entries.filter(({ state }) => state !== 'rejected').length;
    const revision = status().outbox.revision + 1;
    setStatus({ ...status(), outbox: { ...status().outbox, queued, revision } });
    for (const listener of listeners) listener(status());
    await rest();
  };
  const world = {
    sent: [] as Record<string, unknown>[],
    entries: () => entries.map(({ id }) => id),
    /** The worker answers what was asked first. */
    async answer(outcome?: Outcome<Made>) {
      const id = `change ${world.sent.length}`;
      if (!outcome) await world.put(id, 'queued', world.sent.at(-1));
      answers.shift()?.(outcome ?? { ok: true, value: { id } });
      await rest();
    },
    async put(id: string, state: OutboxEntry['state'], args: object = {}) {
      const at = entries.findIndex((entry) => entry.id === id);
      const before = at < 0 ? { id, name: addReview.name, args, at: 0, attempts: 0 } : entries[at]!;
      entries.splice(at < 0 ? entries.length : at, 1, { ...before, state } as OutboxEntry);
      await tell();
    },
    async remove(id: string) {
      entries.splice(world.entries().indexOf(id), 1);
      await tell();
    },
  };
  const client = {
    status,
    onStatus(listener: (status: EngineStatus) => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    outbox: () => Promise.resolve({ ok: true, value: [...entries] }),
    mutate(_mutator: unknown, args: Record<string, unknown>) {
      world.sent.push(args);
      return new Promise<Outcome<Made>>((settle) => answers.push(settle));
    },
    discard: (id: string) => world.remove(id),
  } as unknown as Client;
  const site = { status } as unknown as Site;
  const [draft, setDraft] = createSignal('review:a');
  const form = below({ client, site }, () =>
    createForm({
      mutator: addReview,
      draft,
      labels: { author: 'Author', content: 'Review', score: 'Stars' },
      trap: 'website',
      toArguments: ({ author = '', content = '', score, website }) => ({
        product: draft().slice('review:'.length),
        author,
        content,
        score: Number(score ?? '5'),
        ...(website && { website }),
      }),
    }),
  );
  return { ...world, world, form, setDraft };
}

function below({ client, site }: { client: Client; site: Site }, use: () => Form): Form {
  return createRoot((dispose) => {
    let form: Form | undefined;
    onTestFinished(dispose);
    createComponent(ClientProvider, {
      client,
      get children(): JSX.Element {
        return createComponent(SiteProvider, {
          site,
          get children(): JSX.Element {
            form = untrack(use);
            return undefined;
          },
        });
      },
    });
    return form!;
  });
}

const rest = () => new Promise<void>((done) => setImmediate(done));
/** Where the focus goes is for a real page. */
const element = { querySelector: () => null } as unknown as HTMLFormElement;

function fill(form: Form, content = 'It keeps the water out.'): void {
  form.type('author', 'Low Bridge');
  form.type('content', content);
}
const shown = (form: Form) =>
  Object.fromEntries(['author', 'score', 'content'].map((field) => [field, form.text(field)]));
const problems = (form: Form) => ['author', 'content'].map((field) => form.problem(field));

describe('a second press of the button', () => {
  it('while the first is on its way means the same', async () => {
    const { form, world } = openForm();
    fill(form);
    const presses = [form.send(element), form.send(element)];
    await world.answer();
    await Promise.all(presses);
    expect(world.sent).toHaveLength(1);
    expect([problems(form), form.step()]).toEqual([['', ''], 'waiting']);
  });

  it('right after the first means the same, and says nothing of empty fields', async () => {
    const { form, world } = openForm();
    fill(form);
    void form.send(element);
    await world.answer();
    expect(await form.send(element)).toBe(true);
    expect(world.sent).toHaveLength(1);
    expect([problems(form), form.step()]).toEqual([['', ''], 'waiting']);
  });

  it('sends what was typed meanwhile', async () => {
    const { form, world } = openForm();
    fill(form);
    void form.send(element);
    fill(form, 'And it floats.');
    await world.answer();
    void form.send(element);
    await world.answer();
    expect(world.sent.map(({ content }) => content)).toEqual([
      'It keeps the water out.',
      'And it floats.',
    ]);
    expect(shown(form)).toEqual({ author: '', score: '', content: '' });
  });

  it('checks the fields where something was typed and taken away again', async () => {
    const { form, world } = openForm();
    fill(form);
    void form.send(element);
    await world.answer();
    fill(form, '');
    form.type('author', '');
    expect(await form.send(element)).toBe(false);
    expect(problems(form)).toEqual(['Author is empty.', 'Review is empty.']);
  });
});

describe('a form that is another one by the time the answer comes', () => {
  it('keeps what is typed there, and lets go of what was sent', async () => {
    const { form, world, setDraft } = openForm();
    fill(form);
    void form.send(element);
    setDraft('review:b');
    fill(form, 'Of another one.');
    await world.answer();
    expect([form.text('content'), form.step()]).toEqual(['Of another one.', undefined]);
    setDraft('review:a');
    expect(shown(form)).toEqual({ author: '', score: '', content: '' });
  });
});

describe('what was refused [promise P1]', () => {
  const refused = (content: string) => ({ product: 'a', author: 'Low Bridge', content, score: 4 });

  it('goes back into an empty form, whatever was chosen there', async () => {
    const { form, world } = openForm();
    await world.put('one', 'rejected', refused('The first.'));
    form.type('score', '1');
    form.mend(form.refused()[0]!);
    await rest();
    expect(shown(form)).toEqual({ author: 'Low Bridge', score: '4', content: 'The first.' });
    expect(world.entries()).toEqual([]);
  });

  it('stays where it is while another text is in the form, which says so until it is emptied', async () => {
    const { form, world } = openForm();
    await world.put('one', 'rejected', refused('The first.'));
    form.type('content', 'Something else.');
    form.mend(form.refused()[0]!);
    await rest();
    expect(shown(form)).toEqual({ author: '', score: '', content: 'Something else.' });
    expect(form.failure()).toMatch(/^Something else is typed in this form\./);
    expect(world.entries()).toEqual(['one']);
    form.type('content', '');
    expect(form.failure()).toBe('');
    form.mend(form.refused()[0]!);
    expect(form.text('content')).toBe('The first.');
  });

  it('never takes the place of another that was refused', async () => {
    const { form, world } = openForm();
    await world.put('one', 'rejected', refused('The first.'));
    await world.put('two', 'rejected', refused('The second.'));
    for (const entry of form.refused()) form.mend(entry);
    await rest();
    expect(form.text('content')).toBe('The first.');
    expect(world.entries()).toEqual(['two']);
  });

  it('is let go of only once its text is kept as a draft', async () => {
    const { form, world } = openForm();
    await world.put('one', 'rejected', refused('The first.'));
    const full = () => {
      throw new DOMException('It is full.', 'QuotaExceededError');
    };
    for (const storage of [localStorage, sessionStorage]) storage.setItem = full;
    form.mend(form.refused()[0]!);
    await rest();
    expect(form.text('content')).toBe('The first.');
    expect(world.entries()).toEqual(['one']);
  });
});

describe('a field that no person sees', () => {
  it('is refused once where something has filled it in, and is empty for the next press', async () => {
    const { form, world } = openForm();
    fill(form);
    form.type('website', 'https://casino.test');
    expect(form.text('website')).toBe('https://casino.test');
    expect(await form.send(element)).toBe(false);
    expect(form.failure()).toMatch(/press once more to send this\.$/);
    expect([form.text('website'), form.text('content')]).toEqual(['', 'It keeps the water out.']);
    expect(world.sent).toEqual([]);
    void form.send(element);
    await world.answer();
    expect(world.sent).toMatchObject([{ author: 'Low Bridge' }]);
    expect([form.failure(), form.step()]).toEqual(['', 'waiting']);
  });

  it('is not in the draft, nor taken from an older one', async () => {
    const { form, setDraft } = openForm();
    fill(form);
    form.type('website', 'https://casino.test');
    expect(JSON.stringify(localStorage.getItem('offprint:/:draft:review:a'))).not.toMatch(/casino/);
    localStorage.setItem('offprint:/:draft:review:b', '{"content":"x","website":"casino"}');
    setDraft('review:b');
    expect([form.text('content'), form.text('website')]).toEqual(['x', '']);
  });
});

describe('what was sent', () => {
  const sendOne = async () => {
    const opened = openForm();
    fill(opened.form);
    void opened.form.send(element);
    await opened.world.answer();
    return opened;
  };

  it('is followed until it is done, or something is typed again', async () => {
    const { form, world } = await sendOne();
    expect(form.step()).toBe('waiting');
    await world.put('change 1', 'sending');
    expect(form.step()).toBe('sending');
    await world.remove('change 1');
    expect(form.step()).toBe('done');
    fill(form);
    expect(form.step()).toBe(undefined);
    void form.send(element);
    await world.answer();
    expect(form.step()).toBe('waiting');
  });

  it('is over where it is refused, also when that is put away; an empty form then has slips again', async () => {
    const { form, world } = await sendOne();
    await world.put('change 1', 'rejected');
    expect(form.step()).toBe('over');
    form.discard(form.refused()[0]!);
    await rest();
    expect(form.step()).toBe('over');
    expect(await form.send(element)).toBe(false);
    expect(form.problem('content')).toBe('Review is empty.');
  });

  it('is over where it is taken back before it was under way', async () => {
    const { form, world } = await sendOne();
    await world.remove('change 1');
    expect(form.step()).toBe('over');
  });

  it('is not said to be done while nobody knows what became of it', async () => {
    const { form, world } = openForm();
    fill(form);
    void form.send(element);
    await world.answer({ ok: true, value: { id: 'elsewhere' } });
    expect(form.step()).toBe('kept');
    await world.put('another', 'queued');
    expect(form.step()).toBe('kept');
    await world.remove('another');
    expect(form.step()).toBe('done');
  });
});

describe('a draft that a page finds', () => {
  const draft = 'offprint:/:draft:review:a';
  const args = { product: 'a', author: 'Low Bridge', content: 'It keeps the water out.', score: 5 };
  const leave = () => {
    const { author, content } = args;
    localStorage.setItem(draft, JSON.stringify({ author, content }));
  };

  it('goes where the same is kept for sending: its page was left before it heard so', async () => {
    leave();
    const { form, world } = openForm();
    await world.put('of another product', 'queued', { ...args, product: 'b' });
    await world.put('refused', 'rejected', args);
    expect(form.text('content')).toBe(args.content);
    await world.put('sent', 'sending', args);
    expect(form.text('content')).toBe('');
    expect(localStorage.getItem(draft)).toBeNull();
  });

  it('[promise P1] stays where something was typed in it since', async () => {
    leave();
    const { form, world } = openForm();
    form.type('content', 'It keeps the water out. ');
    await world.put('sent', 'sending', args);
    expect(form.text('content')).toBe('It keeps the water out. ');
  });
});
