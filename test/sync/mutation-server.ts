import { defineMutator } from '../../src/model/mutator.ts';
import type { StoredRecord } from '../../src/model/record.ts';
import type { MutationRequest, MutationResult } from '../../src/protocol/mutation.ts';
import type { Mutators } from '../../src/sync/pending.ts';
import { json } from '../fakes/fake-network.ts';
import { createWorld, posts, record, records, type World } from '../fakes/fake-world.ts';

const id = { kind: 'text', min: 1, max: 64 } as const;

/** Adds a letter: what happens twice can be counted. */
export const addLetter = defineMutator({
  name: 'addLetter',
  role: 'reader',
  args: { id, letter: { kind: 'text', min: 1, max: 1 } },
  async run(tx, args) {
    const post = await tx.get(posts, args.id);
    if (!post) throw new Error('gone');
    await tx.update(posts, args.id, { body: `${post.body ?? ''}${args.letter}` });
  },
});
export const addPost = defineMutator({
  name: 'addPost',
  role: 'reader',
  args: { title: { kind: 'text', min: 1, max: 20 } },
  makes: 1,
  run: (tx, { title }, ctx) => tx.insert(posts, ctx.newIds[0]!, { title }),
});
export const rename = defineMutator({
  name: 'rename',
  role: 'reader',
  args: { id, title: { kind: 'text', min: 1, max: 20 } },
  run: (tx, args) => tx.update(posts, args.id, { title: args.title }),
});
export const removePost = defineMutator({
  name: 'removePost',
  role: 'editor',
  args: { id },
  run: (tx, args) => tx.remove(posts, args.id),
});
export const mutators: Mutators = { addLetter, addPost, rename, removePost };

/** A server of the write path: it journals by (client, id), applies once, and publishes. */
export interface MutationServer {
  /** Answers of changes, by how often each was applied. */
  readonly applied: Map<string, number>;
  readonly requests: { readonly body: MutationRequest; readonly token: string | null }[];
  /** Decides about one change; the default applies it. What is hidden is never published by itself. */
  decide: (name: string, id: string) => 'apply' | 'hide' | 'reject' | 'accept';
  /** By how many publications a result names a later one than the first that has the change. */
  lateBy: number;
  /** When to ask again for what was accepted. */
  retryAfterMs: number;
  /** The one that makes an editor. */
  token: string;
  /** Answers in the place of the whole; undefined lets through. `after`: once the effects took place. */
  fault:
    | ((body: MutationRequest) => Promise<Response | undefined> | Response | undefined)
    | undefined;
  after: (() => Promise<Response | undefined> | Response | undefined) | undefined;
  truth(): readonly StoredRecord[];
  /** Somebody changes the base in Airtable. */
  edit(change: (truth: readonly StoredRecord[]) => readonly StoredRecord[]): void;
}

/** A world whose server takes changes of posts. */
export async function createWritableWorld(): Promise<{ world: World; server: MutationServer }> {
  const world = await createWorld();
  const others = { people: records(1, 3) };
  let truth: readonly StoredRecord[] = records(1, 5).map((one) => ({ ...one, body: '' }));
  const journal = new Map<string, MutationResult>();
  world.publisher.publish({ posts: truth, ...others });

  function apply(name: string, args: Record<string, unknown>, newIds: readonly string[]): void {
    if (name === 'addPost') {
      const made = {
        ...record(900 + truth.length, String(args['title'])),
        id: newIds[0]!,
        body: '',
      };
      truth = [...truth, made];
    } else if (name === 'removePost') {
      truth = truth.filter((one) => one.id !== args['id']);
    } else {
      truth = truth.map((one) => {
        if (one.id !== args['id']) return one;
        return name === 'rename'
          ? { ...one, title: String(args['title']) }
          : { ...one, body: `${one['body'] as string}${String(args['letter'])}` };
      });
    }
  }

  const server: MutationServer = {
    applied: new Map(),
    requests: [],
    decide: () => 'apply',
    lateBy: 0,
    retryAfterMs: 1000,
    token: 'secret',
    fault: undefined,
    after: undefined,
    truth: () => truth,
    edit(change) {
      truth = change(truth);
      world.publisher.publish({ posts: truth, ...others });
    },
  };
  world.network.fail(async (path, init) => {
    if (path === 'v1/session') {
      const { token } = JSON.parse(init.body as string) as { token: string };
      return token === server.token ? json('{}') : failed(401, 'unauthorized');
    }
    if (path !== 'v1/mutations') return undefined;
    const body = JSON.parse(init.body as string) as MutationRequest;
    const token = new Headers(init.headers).get('authorization');
    server.requests.push({ body, token });
    if (token !== null && token !== `Bearer ${server.token}`) return failed(401, 'unauthorized');
    const faulty = await server.fault?.(body);
    if (faulty) return faulty;
    const results = body.mutations.map(({ id: own, name, args, ctx }): MutationResult => {
      const key = `${body.clientId} ${own}`;
      const known = journal.get(key);
      if (known) return known;
      const verdict = server.decide(name, own);
      if (verdict === 'accept') {
        return { id: own, status: 'accepted', retryAfterMs: server.retryAfterMs };
      }
      if (verdict === 'reject') {
        const result: MutationResult = {
          id: own,
          status: 'rejected',
          error: { code: 'conflict', message: 'No.' },
        };
        journal.set(key, result);
        return result;
      }
      if (verdict === 'hide') {
        const { log, seq } = world.publisher.manifest();
        const result: MutationResult = { id: own, status: 'applied', log, seq, hidden: true };
        journal.set(key, result);
        return result;
      }
      apply(name, args, ctx?.newIds ?? []);
      server.applied.set(own, (server.applied.get(own) ?? 0) + 1);
      const { log, seq } = world.publisher.manifest();
      const result: MutationResult = {
        id: own,
        status: 'applied',
        log,
        seq: seq + 1 + server.lateBy,
      };
      journal.set(key, result);
      return result;
    });
    world.publisher.publish({ posts: truth, ...others });
    return (await server.after?.()) ?? json(JSON.stringify({ results }));
  });
  return { world, server };
}

/** A refusal as the server words it. */
export function failed(
  status: number,
  code: string,
  headers: Record<string, string> = {},
): Response {
  return new Response(JSON.stringify({ error: { code, message: code } }), {
    status,
    headers: { 'content-type': 'application/json', ...headers },
  });
}
