import { runQuery } from '../../../src/model/query.ts';
import type { Collection } from '../../../src/model/schema.ts';
import type { Answer, EngineStatus, ReadRequest } from '../../../src/protocol/worker-api.ts';
import type { World } from '../../fakes/fake-world.ts';
import type { Truth } from '../../fakes/memory-publisher.ts';
import type { OldManifest } from './faults.ts';

/**
 * What must hold after every step, written from the promises and from nothing of the engine's: a reader sees one whole
 * published version (P3), never an older one of the same log (P4), before the first one only whole heads (I4), and is
 * never told that it knows more than it does (P8).
 */
export interface Oracle {
  look(): Promise<void>;
  judgeStatus(status: EngineStatus): void;
  /** True where the reader has the newest publication. */
  isCurrent(): boolean;
  /** What the reader was last seen at. */
  seen(): string;
}

/** An oracle over a world's reader, which any tab on the device is; `manifests` are all that were published. */
export function createOracle(
  world: World,
  collections: readonly Collection[],
  manifests: readonly OldManifest[],
): Oracle {
  const highest = new Map<string, number>();
  let seen = 'nothing';

  async function look(): Promise<void> {
    const requests = collections.flatMap(({ name, first }) => [
      { collection: name, query: {} },
      { collection: name, query: first ?? { limit: 1 } },
    ]);
    const { version, answers } = await world.reader.read(requests);
    if (!version) {
      answers.forEach((answer, i) => lookEarly(answer, collections[Math.floor(i / 2)]!));
      return;
    }
    seen = `${version.log}.${version.seq}`;
    const truth = world.publisher.truthByVersion.get(seen);
    assert(truth, `P3: version ${seen} was never published`);
    const before = highest.get(version.log) ?? 0;
    assert(version.seq >= before, `P4: ${seen} was shown after ${version.log}.${before}`);
    highest.set(version.log, version.seq);
    requests.forEach((request, i) => {
      const [got, expected] = [textOf(answers[i]!), textOf(answerOf(truth, request))];
      assert(got === expected, `P3: not what ${seen} says: ${got.slice(0, 300)}`);
    });
  }

  /** Before the first commit a list is loading, or the declared first query of one whole version. */
  function lookEarly(answer: Answer, { name, first }: Collection): void {
    if (answer.state === 'loading') return;
    assert(answer.state === 'early' && first, `I4: ${name} is ${answer.state} before any version`);
    const isPublished = [...world.publisher.truthByVersion.values()].some((truth) => {
      const whole = answerOf(truth, { collection: name, query: first });
      return textOf(whole) === textOf({ ...answer, state: 'ready' });
    });
    assert(isPublished, `I4: the head of ${name} is of no version`);
  }

  /** What is told to be known as of a moment is no older than what was the newest a second before it. */
  function judgeStatus({ isOwner, version, upstreamReadAt, phase }: EngineStatus): void {
    if (!isOwner || !version || upstreamReadAt === undefined) return;
    const then = manifests.findLast(({ at }) => at < upstreamReadAt - 1000);
    assert(
      then?.version.log !== version.log || version.seq >= then.version.seq,
      `P8: ${phase} at ${version.seq} as of ${upstreamReadAt}, when ${then?.version.seq} was published`,
    );
  }

  return {
    look,
    judgeStatus,
    isCurrent() {
      const { log, seq } = world.publisher.manifest();
      return seen === `${log}.${seq}`;
    },
    seen: () => seen,
  };
}

function answerOf(truth: Truth, request: Extract<ReadRequest, { query: unknown }>): Answer {
  return { state: 'ready', ...runQuery(truth[request.collection] ?? [], request.query) };
}

/** Members in one order, since a record from a chunk spells them in another than one made here. */
function textOf(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}

/** Throws this sentence unless the condition holds. */
export function assert(condition: unknown, sentence: string): asserts condition {
  if (!condition) throw new Error(sentence);
}
