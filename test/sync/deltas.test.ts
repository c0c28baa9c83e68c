import fc from 'fast-check';
import { expect, it } from 'vitest';
import { runQuery } from '../../src/model/query.ts';
import type { StoredRecord } from '../../src/model/record.ts';
import type { Version } from '../../src/protocol/version.ts';
import { json } from '../fakes/fake-network.ts';
import { createWorld, record } from '../fakes/fake-world.ts';
import { useOrderedDigest } from '../fakes/sync-digest.ts';

useOrderedDigest();

const MANIFEST = 'v1/manifest.json';

/** What an editor does to one of twelve records: write it, or delete it. */
const edit = fc.record({
  id: fc.nat(11),
  title: fc.option(fc.string({ maxLength: 8 }), { nil: undefined }),
});
type Edit = typeof edit extends fc.Arbitrary<infer T> ? T : never;

/** What the way does to the next poll: it answers with publication n of those so far, newest first; or not at all. */
const answer = fc.option(fc.nat(6), { nil: undefined });

function apply(posts: ReadonlyMap<number, StoredRecord>, { id, title }: Edit) {
  const next = new Map(posts);
  if (title === undefined) next.delete(id);
  else next.set(id, record(id, title.toWellFormed()));
  return next;
}

it('[fault N4][promise P4] manifests and deltas that come twice, late or in any order never show anything but a whole version, and never an older one', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ edits: fc.array(edit, { maxLength: 3 }), answers: fc.array(answer) }), {
        minLength: 1,
        maxLength: 8,
      }),
      async (rounds) => {
        let posts: ReadonlyMap<number, StoredRecord> = new Map([[1, record(1)]]);
        const world = await createWorld({ truth: { posts: [...posts.values()] } });
        const texts = [JSON.stringify(world.publisher.manifest())];
        await world.startWorker().openTab();
        await world.clock.advance(500);

        let seen: Version = { log: 'log-1', seq: 0 };
        const look = async () => {
          const { version, answers } = await world.reader.read([
            { collection: 'posts', query: {} },
          ]);
          const truth = world.publisher.truthByVersion.get(`${version!.log}.${version!.seq}`)!;
          expect(answers[0]).toEqual({ state: 'ready', ...runQuery(truth['posts']!, {}) });
          expect(version!.seq).toBeGreaterThanOrEqual(seen.seq);
          seen = version!;
        };

        for (const { edits, answers } of rounds) {
          posts = edits.reduce(apply, posts);
          world.publisher.publish({ posts: [...posts.values()] });
          texts.push(JSON.stringify(world.publisher.manifest()));
          for (const back of answers) {
            world.network.fail((path) => {
              if (path !== MANIFEST) return undefined;
              if (back === undefined) throw new TypeError('Failed to fetch');
              return json(texts.at(-1 - back) ?? texts[0]!);
            });
            await world.clock.advance(1500);
            await look();
          }
        }
        world.network.fail(undefined);
        await world.clock.advance(200_000);
        await look();
        expect(seen).toMatchObject({ seq: world.publisher.manifest().seq });
        await world.stop();
      },
    ),
    { numRuns: 40 },
  );
}, 60_000);
