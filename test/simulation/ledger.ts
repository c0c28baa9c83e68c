import type { Outcome } from '../../src/protocol/failure.ts';
import type { StoredRecord } from '../../src/model/record.ts';
import type { MutationCall, Made, ReadRequest, Snapshot } from '../../src/protocol/worker-api.ts';
import type { Oracle } from './oracle.ts';
import { shopGrid, type ShopRow } from './shop.ts';
import type { Upstream } from './upstream.ts';

/** What somebody did on a device; each is told from all others by its `mark`, likes by their number. */
export interface Intent {
  readonly device: string;
  readonly kind: 'like' | 'review' | 'save' | 'add' | 'remove';
  /** The record it is about: a quote, a product; of 'add' the name. */
  readonly target: string;
  /** The text that nothing else has; '' for likes and removals. */
  readonly mark: string;
  readonly call: MutationCall;
  /** 'asked': nobody has answered, and perhaps nobody ever will. */
  state: 'asked' | 'kept' | 'refused';
  /** How often it was asked for; the worker that kept it may have died before its answer. */
  asked: number;
  /** Once kept: whether the worker that kept it still has to show it. */
  isShown: () => Promise<boolean>;
  /** It was discarded, or may have been: whether it arrives is open. */
  isTakenBack?: boolean;
  /** From now on it has to be seen on its device. */
  isDue: boolean;
}

/** What a device has seen of the shop; it never goes back. */
export type Floor = ReadonlyMap<string, number>;

/**
 * Every write that anybody made in a world, and what must come of it: an acknowledged one takes effect once and is seen by
 * its device from then on, a refused one never, one whose answer was lost once at most (P1, P2, P5, I7, I8).
 */
export interface Ledger {
  readonly intents: readonly Intent[];
  readonly ask: (intent: Omit<Intent, 'state' | 'isDue' | 'isShown' | 'asked'>) => Intent;
  readonly answered: (intent: Intent, outcome: Outcome<Made>, isShown: Intent['isShown']) => void;
  /** What is kept and shown at once is due (P5); to be called when everything has run that needs no time. */
  readonly noteDue: () => Promise<void>;
  /** Before these are discarded; the outcome says whether they were. */
  readonly takeBack: (intents: readonly Intent[]) => {
    readonly takenBack: (outcome: Outcome<null>) => void;
  };
  /** Before a read begins: what it must not fall behind. */
  readonly floorOf: (device: string) => Floor;
  readonly judge: (
    who: string,
    device: string,
    seen: {
      readonly requests: readonly ReadRequest[];
      readonly snapshot: Snapshot;
      readonly floor: Floor;
    },
  ) => void;
  /** The base once everything has come to rest. */
  readonly judgeGrid: () => void;
}

/** Everything of the shop, as a tab watches it. */
export const SHOP_QUERIES: readonly ReadRequest[] = [
  { collection: 'quotes', query: {} },
  { collection: 'reviews', query: {} },
  { collection: 'products', query: {} },
];

/** A ledger over a base whose likes are as they are now. */
export function createLedger(upstream: Upstream, oracle: Oracle): Ledger {
  const intents: Intent[] = [];
  const floorByDevice = new Map<string, Map<string, number>>();
  /** By device, what may read as it did before. */
  const open = new Map<string, Set<string>>();
  const likesAtFirst = new Map(
    shopGrid(upstream)['quotes']!.map(({ id, likes }) => [id, (likes as number | null) ?? 0]),
  );
  const namesAtFirst = new Map(shopGrid(upstream)['products']!.map(({ id, name }) => [id, name]));

  const of = (kind: Intent['kind'], device?: string) =>
    intents.filter((one) => one.kind === kind && (device === undefined || one.device === device));

  function judgeQuotes(who: string, device: string, rows: readonly StoredRecord[]): Facts {
    const facts: Facts = new Map();
    for (const [id, atFirst] of likesAtFirst) {
      const likes = rows.find((row) => row.id === id)?.['likes'] as number | undefined;
      if (likes === undefined) {
        oracle.accuse('P5', `${who} does not see quote ${id}`);
        continue;
      }
      facts.set(`likes ${id}`, likes);
      const all = of('like').filter((one) => one.target === id && one.state !== 'refused');
      const due = all.filter((one) => one.device === device && one.isDue);
      if (likes > atFirst + all.length) {
        oracle.accuse(
          'P2',
          `${who} sees ${likes} likes of ${id}: ${atFirst} and ${all.length} make less`,
        );
      }
      if (likes < atFirst + due.length) {
        oracle.accuse(
          'P5',
          `${who} sees ${likes} likes of ${id}, not ${atFirst} and its own ${due.length}`,
        );
      }
    }
    return facts;
  }

  function judgeMarks(
    who: string,
    { kind, field, rows }: { kind: 'review' | 'add'; field: string; rows: readonly ShopRow[] },
  ): Facts {
    const facts: Facts = new Map();
    for (const one of of(kind)) {
      const count = rows.filter((row) => row[field] === one.mark).length;
      facts.set(`${kind} ${one.mark}`, count);
      if (count > 1) oracle.accuse('P2', `${who} sees "${one.mark}" ${count} times`);
      if (count > 0 && one.state === 'refused') {
        oracle.accuse('P2', `${who} sees "${one.mark}", which was refused`);
      }
    }
    return facts;
  }

  function judgeProducts(who: string, device: string, rows: readonly ShopRow[]): Facts {
    const facts = judgeMarks(who, { kind: 'add', field: 'name', rows });
    for (const [id, atFirst] of namesAtFirst) {
      const name = rows.find((row) => row.id === id)?.['name'];
      const saves = of('save').filter((one) => one.target === id && one.state !== 'refused');
      const place = name === atFirst ? 0 : saves.findIndex((one) => one.mark === name) + 1;
      if (place === 0 && name !== atFirst) {
        oracle.accuse('P3', `${who} reads "${name}" of ${id}, which nobody wrote`);
      }
      facts.set(`save ${id}`, place);
      const due = saves.findLastIndex((one) => one.device === device && one.isDue) + 1;
      if (place < due) {
        oracle.accuse('P5', `${who} reads save ${place} of ${id} and not its own ${due}`);
      }
    }
    return facts;
  }

  /** Whether a product that was made here and removed here is gone. */
  function judgeRemovals(device: string, facts: Facts): Facts {
    const gone: Facts = new Map();
    for (const one of of('remove', device)) {
      const count = facts.get(`add ${one.mark}`) ?? 0;
      facts.delete(`add ${one.mark}`);
      if (one.state === 'kept') gone.set(`removed ${one.mark}`, count === 0 ? 1 : 0);
    }
    return new Map([...facts, ...gone]);
  }

  function dueFacts(device: string): Facts {
    const due = intents.filter((one) => one.device === device && one.isDue);
    const removed = new Set(of('remove', device).map(({ mark }) => mark));
    return new Map(
      due.flatMap(({ kind, mark }): [string, number][] => {
        if (kind === 'remove') return [[`removed ${mark}`, 1]];
        if (kind === 'review') return [[`review ${mark}`, 1]];
        return kind === 'add' && !removed.has(mark) ? [[`add ${mark}`, 1]] : [];
      }),
    );
  }

  function judgeGrid(): void {
    const grid = shopGrid(upstream);
    judgeGridLikes(grid['quotes']!);
    judgeGridMarks(grid['reviews']!, of('review'), 'content');
    const removals = of('remove');
    const removed = new Set(removals.map(({ mark }) => mark));
    const added = of('add').filter(({ mark }) => !removed.has(mark));
    judgeGridMarks(grid['products']!, added, 'name');
    const kept = removals.filter(({ state }) => state === 'kept');
    const isGone = new Set<unknown>(kept.map(({ mark }) => mark));
    for (const { name } of grid['products']!) {
      if (isGone.has(name)) oracle.accuse('P1', `"${name}" was removed and is there`);
    }
    judgeGridNames(grid['products']!);
  }

  function judgeGridLikes(quotes: readonly ShopRow[]): void {
    const count = (state: Intent['state'], target: string) =>
      of('like').filter((one) => one.state === state && one.target === target).length;
    for (const { id, likes } of quotes) {
      const kept = (likesAtFirst.get(id) ?? 0) + count('kept', id);
      const most = kept + count('asked', id);
      const has = (likes as number | null) ?? 0;
      if (has < kept) oracle.accuse('P1', `${id} has ${has} likes, ${kept} were promised`);
      if (has > most) oracle.accuse('P2', `${id} has ${has} likes, ${most} were meant`);
    }
  }

  function judgeGridNames(products: readonly ShopRow[]): void {
    for (const { id, name } of products) {
      const saves = of('save').filter((one) => one.target === id && one.state !== 'refused');
      const last = saves.findLastIndex(({ state }) => state === 'kept');
      const allowed = saves.slice(Math.max(last, 0)).map(({ mark }) => mark);
      const isAsBefore = last < 0 && name === (namesAtFirst.get(id) ?? name);
      if (!isAsBefore && !allowed.includes(name as string)) {
        oracle.accuse('P1', `${id} is called "${name}", not ${allowed.join(' or ')}`);
      }
    }
  }

  function judgeGridMarks(rows: readonly ShopRow[], of: readonly Intent[], field: string): void {
    for (const { mark, state } of of) {
      const count = rows.filter((row) => row[field] === mark).length;
      if (count > 1) oracle.accuse('P2', `"${mark}" is in the base ${count} times`);
      if (count === 0 && state === 'kept') oracle.accuse('P1', `"${mark}" is not in the base`);
      if (count > 0 && state === 'refused')
        oracle.accuse('P2', `"${mark}" was refused, and is there`);
    }
  }

  function judgeFloor(
    who: string,
    device: string,
    { facts, floor }: { readonly facts: Floor; readonly floor: Floor },
  ): void {
    const removed = of('remove').map(({ mark }) => `add ${mark}`);
    const isOpen = new Set([...(open.get(device) ?? []), ...removed]);
    for (const [fact, least] of floor) {
      const now = facts.get(fact) ?? 0;
      if (now < least && !isOpen.has(fact))
        oracle.accuse('P4', `${who}: "${fact}" goes back from ${least} to ${now}`);
    }
  }

  return {
    intents,
    ask(asked) {
      const isShown = () => Promise.resolve(false);
      const intent: Intent = { ...asked, state: 'asked', asked: 0, isDue: false, isShown };
      intents.push(intent);
      return intent;
    },
    answered(intent, outcome, isShown) {
      if (intent.isTakenBack) return;
      // Refused the second time, it may have been kept the first.
      if (outcome.ok) intent.state = 'kept';
      else if (intent.asked === 1) intent.state = 'refused';
      if (outcome.ok) {
        intent.isShown = isShown;
        if (outcome.value.isUnchanged) {
          oracle.accuse('P1', `${intent.kind} ${intent.mark} is said to change nothing`);
        }
      } else if (!EXPECTED.includes(outcome.error.code)) {
        oracle.accuse(
          'P1',
          `${intent.kind} is refused: ${outcome.error.code} ${outcome.error.message}`,
        );
      }
    },
    takeBack(list) {
      const before = list.map((intent) => ({ intent, state: intent.state, isDue: intent.isDue }));
      for (const intent of list) {
        intent.isTakenBack = true;
        if (intent.state === 'kept') intent.state = 'asked';
        intent.isDue = false;
        const facts = open.get(intent.device) ?? new Set();
        open.set(intent.device, facts.add(factOf(intent)));
      }
      return {
        takenBack({ ok }) {
          if (ok) return;
          for (const { intent, ...was } of before) {
            Object.assign(intent, was);
            delete intent.isTakenBack;
          }
        },
      };
    },
    async noteDue() {
      for (const intent of intents) {
        if (intent.state === 'kept' && !intent.isDue) intent.isDue = await intent.isShown();
      }
    },
    floorOf(device) {
      return new Map([...(floorByDevice.get(device) ?? []), ...dueFacts(device)]);
    },
    judge(who, device, { requests, snapshot, floor }) {
      const rows = SHOP_QUERIES.map((query) => {
        const answer = snapshot.answers[requests.indexOf(query)];
        return answer?.state === 'ready' ? answer.rows : undefined;
      });
      const [quotes, reviews, products] = rows;
      if (!snapshot.version || !quotes || !reviews || !products) return;
      if ([quotes, reviews, products].some(namesTwice))
        oracle.accuse('P3', `${who} sees a record twice`);
      const facts = judgeRemovals(
        device,
        new Map([
          ...judgeQuotes(who, device, quotes),
          ...judgeMarks(who, {
            kind: 'review',
            field: 'content',
            rows: reviews as unknown as readonly ShopRow[],
          }),
          ...judgeProducts(who, device, products as unknown as readonly ShopRow[]),
        ]),
      );
      judgeFloor(who, device, { facts, floor });
      const known = floorByDevice.get(device) ?? new Map<string, number>();
      for (const [fact, value] of facts) known.set(fact, Math.max(known.get(fact) ?? 0, value));
      floorByDevice.set(device, known);
    },
    judgeGrid,
  };
}

function namesTwice(rows: readonly { readonly id: string }[]): boolean {
  return new Set(rows.map(({ id }) => id)).size !== rows.length;
}

/** By what an intent is seen. */
function factOf({ kind, target, mark }: Intent): string {
  if (kind === 'like') return `likes ${target}`;
  if (kind === 'save') return `save ${target}`;
  return kind === 'remove' ? `removed ${mark}` : `${kind} ${mark}`;
}

type Facts = Map<string, number>;

/** What may be answered to somebody who did nothing wrong: the disk failed, they signed out, nothing is here yet. */
const EXPECTED = [
  'storage-failed',
  'quota-exceeded',
  'unauthorized',
  'not-found',
  'database-blocked',
];
