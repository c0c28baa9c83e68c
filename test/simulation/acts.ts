import type { MutationCall } from '../../src/protocol/worker-api.ts';
import type { Device } from './device.ts';
import type { Intent } from './ledger.ts';
import { editShop, EDITOR_TOKEN } from './shop.ts';
import { isAtHand, withReader, withTab, type Step } from './steps.ts';
import type { SimulatedTab } from './tab.ts';
import type { Reader, World } from './world.ts';

/** An editor signs in on a device, if its way to the proxy lets them. */
export async function signIn(device: Device): Promise<void> {
  const [worker] = device.workers();
  worker?.hear(() => void worker.api.signIn(EDITOR_TOKEN));
}

/** What people do to the shop, and what may befall them there. */
export const SHOP_STEPS: readonly Step[] = [
  {
    name: 'somebody likes',
    weight: 16,
    run: (world) =>
      withTab(world, ({ device }, tab) => {
        const { random } = world;
        const target = random.pick(QUOTES);
        const times = random.chance(0.1) ? random.int(10, 40) : random.int(1, 3);
        for (let n = 0; n < times; n++) {
          act(world, tab, {
            device: device.name,
            kind: 'like',
            target,
            mark: '',
            name: 'likeQuote',
            args: { id: target },
          });
        }
        return `${tab.id} ${target} ${times} times`;
      }),
  },
  {
    name: 'somebody reviews',
    weight: 8,
    run: (world) =>
      withTab(world, ({ device }, tab) => {
        const mark = `review ${count(world) + 1}`;
        const target = world.random.pick(PRODUCTS);
        const score = world.random.int(1, 5);
        act(world, tab, {
          device: device.name,
          kind: 'review',
          target,
          mark,
          name: 'addReview',
          args: { product: target, author: 'A reader', content: mark, score },
        });
        return `${tab.id} ${mark}`;
      }),
  },
  {
    name: 'an editor saves',
    weight: 8,
    run: (world) =>
      withTab(world, ({ device }, tab) => {
        // Each device has a product of its own: which of two editors comes last is nobody's promise.
        const target = PRODUCTS[device.name === 'a' ? 0 : 1]!;
        const { intents } = world.ledger!;
        const isBusy = intents.some(
          (one) => one.kind === 'save' && one.target === target && one.state === 'asked',
        );
        if (isBusy) return 'the last one was not answered';
        const mark = `name ${count(world) + 1}`;
        act(world, tab, {
          device: device.name,
          kind: 'save',
          target,
          mark,
          name: 'saveProduct',
          args: { id: target, name: mark },
        });
        return `${tab.id} ${mark}`;
      }),
  },
  {
    name: 'an editor adds',
    weight: 4,
    run: (world) =>
      withTab(world, ({ device }, tab) => {
        const mark = `product ${count(world) + 1}`;
        act(world, tab, {
          device: device.name,
          kind: 'add',
          target: mark,
          mark,
          name: 'addProduct',
          args: { name: mark },
        });
        return `${tab.id} ${mark}`;
      }),
  },
  {
    name: 'an editor removes',
    weight: 3,
    run: (world) => withTab(world, (reader, tab) => removeOwn(world, reader, tab)),
  },
  {
    name: 'an editor signs out, or in',
    weight: 3,
    run: (world) =>
      withReader(world, async ({ device }) => {
        if (world.random.chance(0.7)) {
          await signIn(device);
          return 'in';
        }
        const [worker] = device.workers();
        worker?.hear(() => void worker.api.signOut('keep'));
        return 'out';
      }),
  },
  {
    name: 'the shop is edited by hand',
    weight: 5,
    run: ({ upstream, random }) => editShop(upstream, random),
  },
  {
    name: 'the outbox cannot be written',
    weight: 3,
    run: (world) =>
      withReader(world, ({ device }) => {
        const { random } = world;
        const [after, times] = [random.int(0, 12), random.int(1, 4)];
        const code = random.pick(['storage-failed', 'quota-exceeded'] as const);
        device.failOutbox(after, times, code);
        return `${code} ${times} times after ${after}`;
      }),
  },
  {
    name: 'the lock of the outbox is stolen',
    weight: 3,
    run: (world) =>
      withReader(world, ({ device }) => {
        const ms = world.random.int(0, 3_000);
        const signal = new AbortController().signal;
        device.locks
          .open()
          .request(device.names.outboxLock, { steal: true }, () => world.clock.sleep(ms, signal))
          // Another thief may come.
          .catch(() => undefined);
        return `for ${ms} ms`;
      }),
  },
  {
    name: 'a tab is frozen, or thawed',
    weight: 4,
    run: (world) =>
      withTab(world, async (_, tab) => {
        await tab.freeze(!tab.isFrozen());
        return `${tab.id} ${tab.isFrozen() ? 'frozen' : 'thawed'}`;
      }),
  },
  {
    name: 'the proxy dies in the middle',
    weight: 2,
    run(world) {
      const operations = world.random.int(1, 30);
      world.proxy()?.killAfter(operations);
      return `after ${operations} operations`;
    },
  },
];

type Act = Pick<Intent, 'device' | 'kind' | 'target' | 'mark'> &
  Pick<MutationCall, 'name' | 'args'>;

function act({ ledger }: World, tab: SimulatedTab, { name, args, ...who }: Act): void {
  if (!isAtHand(tab)) return;
  const call = { id: `call-${ledger!.intents.length + 1}`, name, args };
  tab.mutate(ledger!.ask({ ...who, call }));
}

/** Removes what was added on this device and is seen there. */
async function removeOwn(world: World, { device }: Reader, tab: SimulatedTab): Promise<string> {
  const { intents } = world.ledger!;
  const removed = new Set(intents.filter(({ kind }) => kind === 'remove').map(({ mark }) => mark));
  const own = intents.find(
    (one) => one.kind === 'add' && one.device === device.name && !removed.has(one.mark),
  );
  if (!own) return 'there is none';
  const { answers } = await device.reader.read([{ collection: 'products', query: {} }]);
  const [answer] = answers;
  const rows = answer?.state === 'ready' ? answer.rows : [];
  const row = rows.find((one) => one['name'] === own.mark);
  if (!row) return `${own.mark} is not seen`;
  const { mark } = own;
  act(world, tab, {
    device: device.name,
    kind: 'remove',
    target: row.id,
    mark,
    name: 'removeProduct',
    args: { id: row.id },
  });
  return `${tab.id} ${mark}`;
}

function count({ ledger }: World): number {
  return ledger!.intents.length;
}

const QUOTES = ['recQuoteTides0001', 'recQuoteNight0001', 'recQuoteBread0001'];
const PRODUCTS = ['recProductTides01', 'recProductCalen01', 'recProductLight01'];
