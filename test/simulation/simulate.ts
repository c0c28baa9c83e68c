import { useOrderedDigest } from '../fakes/sync-digest.ts';
import { checkWorld } from './checks.ts';
import type { Violation } from './oracle.ts';
import { comeToRest } from './rest.ts';
import { SHOP_STEPS, signIn } from './acts.ts';
import { LIST_STEPS } from './lists.ts';
import { SECOND_THOUGHTS } from './second-thoughts.ts';
import { DEPLOY_STEPS, DISK_STEPS, PAGE_STEPS, STEPS, type Step } from './steps.ts';
import { createWorld, type World, type WorldOptions } from './world.ts';

/** One run, and what it broke. */
export interface Simulation {
  readonly seed: number;
  readonly violations: readonly Violation[];
  readonly trace: readonly string[];
  /** The same in every run of the same seed. */
  readonly traceHash: string;
}

/** What may be chosen about a run; all else comes from the seed. */
export interface SimulationOptions extends WorldOptions {
  readonly steps?: number;
  /** Whether people also undo what they did. */
  readonly secondThoughts?: boolean | undefined;
  /** Whether newer builds come now and then, of the same schema; the same holds. */
  readonly deploys?: boolean | undefined;
  /** Whether the disk fails under the cache now and then, which needs tabs that know what to do. */
  readonly badDisk?: boolean | undefined;
}

/**
 * Runs Offprint from Airtable to the tabs in virtual time: 40 to 120 steps of editors, readers and faults drawn from the
 * seed, with every promise checked after each, and then a rest in which everything must come right. It ends at the first
 * step that breaks something.
 */
export async function simulate(seed: number, options: SimulationOptions = {}): Promise<Simulation> {
  useOrderedDigest();
  const world = createWorld(seed, options);
  const { oracle, trace, random } = world;
  try {
    await world.startProxy();
    for (const { device } of world.readers) await device.openTab();
    if (world.ledger) for (const { device } of world.readers) await signIn(device);
    // What begins at once has begun before anything befalls it; the seeds that are kept were found without.
    if (options.clients) await world.clock.settle();
    const count = options.steps ?? random.int(40, 120);
    for (let n = 0; n < count && oracle.violations.length === 0; n++) await take(world, n, options);
    if (oracle.violations.length === 0) {
      trace.add('rest');
      await comeToRest(world);
    }
  } finally {
    await world.stop();
  }
  return {
    seed,
    violations: oracle.violations,
    trace: trace.lines(),
    traceHash: trace.hash(),
  };
}

async function take(world: World, n: number, options: SimulationOptions): Promise<void> {
  const step = choose(world, options);
  world.trace.add(`${n} ${step.name}`);
  const words = await step.run(world);
  await world.clock.settle();
  world.trace.add(`${n} ${step.name}: ${words}`);
  await checkWorld(world);
  for (const { device } of world.readers) {
    for (const tab of device.tabs()) {
      const version = tab.shown();
      if (version) world.trace.add(`${tab.id} at ${version.seq}`);
    }
  }
}

function choose({ random, ledger }: World, options: SimulationOptions): Step {
  const steps = [
    ...STEPS,
    ...(ledger ? SHOP_STEPS : []),
    ...(ledger && options.secondThoughts ? SECOND_THOUGHTS : []),
    ...(options.clients ? PAGE_STEPS : []),
    ...(options.todos ? LIST_STEPS : []),
    ...(options.badDisk ? DISK_STEPS : []),
    ...(options.deploys ? DEPLOY_STEPS : []),
  ];
  let at = random.next() * steps.reduce((sum, { weight }) => sum + weight, 0);
  return steps.find(({ weight }) => (at -= weight) < 0) ?? steps[0]!;
}
