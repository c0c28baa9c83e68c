import { parseArgs } from 'node:util';
import { simulate, type SimulationOptions } from './simulate.ts';
import { storyOf } from './story-of.ts';

/*
 *   npm run soak -- --seed 331               one seed, with its whole trace
 *   npm run soak -- --from 1 --count 5000   many seeds; those that break something are told
 *   … --store indexeddb                      on IndexedDB (fake-indexeddb) instead of memory
 *   … --writes --steps 160                   with something to change in every schedule, and longer ones
 *   … --clients                              with the whole client in each tab, on IndexedDB, and the back/forward cache
 *   … --clients --hosts dedicated            where those have workers of their own, or `page`, or `shared,dedicated,page`
 *   … --clients --bad-disk                   whose disk fails now and then
 *   … --clients --deploys                    beside which newer builds are deployed
 *   … --clients --deploys --reshapes        of which every other is of another shape
 *   … --clients --todos                     in which people have lists of their own as well
 *   … --writes --second-thoughts             in which people also undo what they did
 */

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    from: { type: 'string', default: '1' },
    count: { type: 'string', default: '1000' },
    store: { type: 'string', default: 'memory' },
    steps: { type: 'string' },
    writes: { type: 'boolean' },
    'second-thoughts': { type: 'boolean' },
    clients: { type: 'boolean' },
    hosts: { type: 'string' },
    'bad-disk': { type: 'boolean' },
    deploys: { type: 'boolean' },
    reshapes: { type: 'boolean' },
    todos: { type: 'boolean' },
  },
});
const options: SimulationOptions = {
  clients: values.clients,
  hosts: values.hosts?.split(',') as SimulationOptions['hosts'],
  badDisk: values['bad-disk'],
  deploys: values.deploys,
  reshapes: values.reshapes,
  todos: values.todos,
  store: values.store === 'indexeddb' || values.clients ? 'indexeddb' : 'memory',
  writes: values.writes,
  secondThoughts: values['second-thoughts'],
  ...(values.steps === undefined ? {} : { steps: Number(values.steps) }),
};
const flags = [
  ...(options.store === 'memory' || values.clients ? [] : ['--store indexeddb']),
  ...(values.steps === undefined ? [] : [`--steps ${values.steps}`]),
  ...(values.writes ? ['--writes'] : []),
  ...(values.clients ? ['--clients'] : []),
  ...(values.hosts ? [`--hosts ${values.hosts}`] : []),
  ...(values.deploys ? ['--deploys'] : []),
  ...(values.reshapes ? ['--reshapes'] : []),
  ...(values.todos ? ['--todos'] : []),
  ...(values['bad-disk'] ? ['--bad-disk'] : []),
  ...(values['second-thoughts'] ? ['--second-thoughts'] : []),
].join(' ');
const say = (text: string) => void process.stdout.write(`${text}\n`);

if (values.seed !== undefined) {
  const run = await simulate(Number(values.seed), options);
  say(run.trace.join('\n'));
  say(
    run.violations.length > 0
      ? storyOf(run, flags)
      : `seed ${run.seed} holds, trace ${run.traceHash}`,
  );
  process.exitCode = run.violations.length > 0 ? 1 : 0;
} else {
  await soak(Number(values.from), Number(values.count));
}

async function soak(from: number, count: number): Promise<void> {
  let failed = 0;
  for (let seed = from; seed < from + count; seed++) {
    const run = await simulate(seed, options);
    if (run.violations.length === 0) continue;
    failed++;
    say(storyOf(run, flags));
  }
  say(`${count} seeds from ${from}: ${failed === 0 ? 'all hold' : `${failed} break something`}`);
  process.exitCode = failed > 0 ? 1 : 0;
}
