import { canonicalJson } from '../../src/model/canonical.ts';
import { runQuery, selectFields } from '../../src/model/query.ts';
import type { JsonValue, StoredRecord } from '../../src/model/record.ts';
import { isOlder, type Version } from '../../src/protocol/version.ts';
import type { Answer, ReadRequest, Snapshot } from '../../src/protocol/worker-api.ts';
import { posts, siteCollections } from './site.ts';
import type { Upstream } from './upstream.ts';

/** The truth of one publication, by collection. */
export type Truth = Readonly<Record<string, readonly StoredRecord[]>>;

/** One broken promise. */
export interface Violation {
  /** `P3`, `R17` … */
  readonly rule: string;
  readonly story: string;
}

/** Keeps every published truth and judges what readers see by it. It trusts nothing that the readers' code says. */
export interface Oracle {
  readonly violations: readonly Violation[];
  readonly accuse: (rule: string, story: string) => void;
  readonly published: (version: Version, truth: Truth) => void;
  readonly newest: () => { readonly version: Version; readonly truth: Truth } | undefined;
  /** P3: these answers are those of exactly one published version. */
  readonly judgeSnapshot: (who: string, requests: readonly ReadRequest[], seen: Snapshot) => void;
  /** P4: a version that was read when `floor` had been shown on this device. */
  readonly judgeOrder: (who: string, seen: Version, floor: Version | undefined) => void;
  /** P3, P4: judges, by content alone, what one tab is given together: it is of one version, and none goes back. */
  readonly watchDeliveries: (who: string) => (delivered: ReadonlyMap<ReadRequest, Answer>) => void;
  /** P8: who shows `version` may not claim that the base was read well at `claimedAt`. */
  readonly judgeAge: (who: string, version: Version, claimedAt: number) => void;
  /** What the newest truth answers. */
  readonly answerOf: (truth: Truth, request: ReadRequest) => string;
}

/** Until when something was the truth, and what of it was first not to be. */
interface Age {
  readonly until: number;
  readonly what: string;
}

/** An oracle over one base; `tell` hears of each accusation at once. `toleranceMs`: the header tells whole seconds. */
export function createOracle(
  upstream: Upstream,
  tell: (words: string) => void = () => undefined,
  toleranceMs = 1_000,
): Oracle {
  const truthByVersion = new Map<string, Truth>();
  const answers = new Map<ReadRequest, Map<string, string>>();
  const ages = new Map<string, Age>();
  const violations: Violation[] = [];
  let newest: { version: Version; truth: Truth } | undefined;

  function accuse(rule: string, story: string): void {
    violations.push({ rule, story });
    tell(`breaks ${rule}: ${story}`);
  }
  const keyOf = ({ log, seq }: Version) => `${log}.${seq}`;

  function expected(key: string, request: ReadRequest): string | undefined {
    const truth = truthByVersion.get(key);
    if (!truth) return undefined;
    const byVersion = answers.get(request) ?? new Map<string, string>();
    answers.set(request, byVersion);
    const known = byVersion.get(key) ?? answerOf(truth, request);
    byVersion.set(key, known);
    return known;
  }

  /** Before the first commit: the declared first answer or a single record, all of one version. */
  function judgeEarly(who: string, requests: readonly ReadRequest[], seen: Snapshot): void {
    const early = requests.flatMap((request, n) => {
      const answer = seen.answers[n]!;
      const isJudged = answer.state !== 'loading' && READ_ONLY.has(request.collection);
      return isJudged ? [{ request, answer }] : [];
    });
    if (early.length === 0) return;
    if (early.some(({ answer }) => answer.state !== 'early')) {
      return accuse('P3', `${who} is shown 'ready' answers without a version`);
    }
    const fits = [...truthByVersion.keys()].some((key) =>
      early.every(({ request, answer }) => spellAnswer(answer) === expected(key, request)),
    );
    if (!fits) accuse('P3', `${who} is shown early answers that no version gives`);
  }

  /**
   * Until when the oldest part of a version was the truth. What is known is enough where it reaches `until`: a version that
   * lacks a record is true again once that is gone.
   */
  function ageOf(version: Version, until: number): Age {
    const key = keyOf(version);
    const known = ages.get(key);
    if (known && known.until < Infinity && known.until >= until) return known;
    let oldest: Age = { until: Infinity, what: '' };
    for (const { name } of siteCollections) {
      const records = truthByVersion.get(key)![name];
      if (!records) continue;
      const shown = new Map(records.map((record) => [record.id, record]));
      for (const id of new Set([...upstream.ids(name), ...shown.keys()])) {
        const trueUntil = upstream.untilWhen(name, id, shown.get(id)) ?? -Infinity;
        if (trueUntil < oldest.until) oldest = { until: trueUntil, what: `${name}/${id}` };
      }
    }
    ages.set(key, oldest);
    return oldest;
  }

  return {
    violations,
    accuse,
    answerOf,
    published(version, truth) {
      const key = keyOf(version);
      if (truthByVersion.has(key)) accuse('I10', `version ${key} was published twice`);
      truthByVersion.set(key, truth);
      newest = { version, truth };
      const { until, what } = ageOf(version, -Infinity);
      if (until === -Infinity) accuse('P6', `${key} publishes ${what} as it never was upstream`);
    },
    newest: () => newest,
    judgeSnapshot(who, requests, seen) {
      if (!seen.version) return judgeEarly(who, requests, seen);
      const key = keyOf(seen.version);
      if (!truthByVersion.has(key)) {
        return accuse('P3', `${who} reads version ${key}, which was never published`);
      }
      for (const [n, request] of requests.entries()) {
        // What can be changed from a page is the ledger's.
        if (!READ_ONLY.has(request.collection)) continue;
        const got = spellAnswer(seen.answers[n]!);
        const wanted = expected(key, request);
        if (got !== wanted) {
          accuse('P3', `${who} at ${key}: ${JSON.stringify(request)} gives ${got}, not ${wanted}`);
        }
      }
    },
    judgeOrder(who, seen, floor) {
      if (floor && isOlder(seen, floor)) {
        accuse('P4', `${who} goes back from ${keyOf(floor)} to ${keyOf(seen)}`);
      }
    },
    watchDeliveries(who) {
      const floors = new Map<ReadRequest, number>();
      return (delivered) => {
        const seen = [...delivered].filter(
          ([{ collection }, answer]) => READ_ONLY.has(collection) && answer.state === 'ready',
        );
        if (seen.length === 0) return;
        const seqs = [...truthByVersion.keys()]
          .filter((key) =>
            seen.every(([request, answer]) => spellAnswer(answer) === expected(key, request)),
          )
          .map((key) => Number(key.slice(key.lastIndexOf('.') + 1)));
        if (seqs.length === 0) return accuse('P3', `${who} is given answers of no one version`);
        for (const [request] of seen) {
          const floor = floors.get(request) ?? 0;
          if (Math.max(...seqs) < floor)
            accuse('P4', `${who} goes back to ${Math.max(...seqs)}: ${JSON.stringify(request)}`);
          floors.set(request, Math.max(floor, Math.min(...seqs)));
        }
      };
    },
    judgeAge(who, version, claimedAt) {
      if (!truthByVersion.has(keyOf(version))) return;
      const { until, what } = ageOf(version, claimedAt - toleranceMs);
      if (claimedAt - toleranceMs > until) {
        const youngerMs = claimedAt - until;
        accuse('P8', `${who} at ${keyOf(version)}: ${what} is ${youngerMs} ms older than claimed`);
      }
    },
  };
}

const READ_ONLY = new Set(siteCollections.map(({ name }) => name));

/** Of a collection that no sweep has reached yet nothing can be said. */
function answerOf(truth: Truth, request: ReadRequest): string {
  const records = truth[request.collection];
  if (!records) return 'loading';
  if ('id' in request) {
    const rows = records.filter(({ id }) => id === request.id);
    return spell({ rows, total: rows.length });
  }
  if ('ids' in request) {
    const found = request.ids.flatMap((wanted) => records.filter(({ id }) => id === wanted));
    const rows = found.map((record) => selectFields(record, request.select));
    return spell({ rows, total: rows.length });
  }
  return spell(runQuery(records, request.query));
}

/** An answer as text, equal where the answers are, byte for byte. */
export function spellAnswer(answer: Answer): string {
  return answer.state === 'loading' ? 'loading' : spell(answer);
}

function spell({ rows, total }: { rows: readonly StoredRecord[]; total: number }): string {
  return canonicalJson({ rows, total } as unknown as JsonValue);
}

/** What tabs watch: the first page, pages further on, other orders, parts, and single records. */
export const QUERIES: readonly ReadRequest[] = [
  { collection: 'posts', query: posts.first! },
  { collection: 'posts', query: { orderBy: posts.indexes['byTitle']! } },
  { collection: 'posts', query: { orderBy: posts.indexes['byRank']!, offset: 2, limit: 4 } },
  { collection: 'posts', query: { where: { rank: 3 }, orderBy: [['title', 'desc']] } },
  { collection: 'people', query: { orderBy: [['title', 'asc']] } },
  { collection: 'people', query: {} },
  { collection: 'posts', id: 'recposts0000000001' },
  { collection: 'posts', id: 'recnobody000000000' },
];
