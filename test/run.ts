import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { provideBrowsers } from './gate/browser-packages.ts';
import { commandStep, type Outcome, type Step } from './gate/step.ts';
import { vitestStep } from './gate/vitest-step.ts';

/**
 * Everything `npm test` does, in this order. The last line says `N passed, N failed`: each test is
 * one, and so is each other step. `--only=lint,types` runs some of the steps, `--only=check` the gate.
 *
 *   format ─ lint ─ types ─ dead-code ─┐
 *   build ─ sizes ─────────────────────┴─ node ─ browser      (the two lanes share two cores)
 *   browsers found or installed ──────────────────┘
 */
const gate: readonly Step[] = [
  commandStep('format', 'oxfmt', '--check', '.'),
  commandStep('lint', 'oxlint', '--quiet'),
  commandStep('types', 'tsc', '-b'),
  commandStep('dead-code', 'knip'),
];
const build: readonly Step[] = [
  commandStep('build', 'npm', 'run', 'build'),
  ...(existsSync(new URL('bench/sizes.ts', import.meta.url))
    ? [commandStep('sizes', 'node', 'test/bench/sizes.ts')]
    : []),
];
const tests: readonly Step[] = [vitestStep('node', 'node*'), vitestStep('browser', 'browser')];

const print = (text: string): void => void process.stdout.write(`${text}\n`);

async function main(): Promise<void> {
  const chosen = chooseSteps();
  const results: Result[] = [];
  const browsers = chosen.has('browser') ? provideBrowsers() : Promise.resolve('');

  const lanes = [gate, build].map((lane) => lane.filter(({ name }) => chosen.has(name)));
  const finished = await Promise.all(lanes.map((lane) => inTurn(lane, (step) => timed(step))));
  for (const result of finished.flat()) {
    print(`\n── ${result.name} ── ${result.failed === 0 ? 'passed' : 'FAILED'}`);
    if (result.failed > 0 || result.name === 'sizes') print(result.output.trimEnd());
    results.push(result);
  }
  for (const step of tests.filter(({ name }) => chosen.has(name))) {
    print(`\n── ${step.name} tests ──`);
    if (step.name === 'browser') print(await browsers);
    results.push(await timed(step));
  }
  conclude(results);
}

interface Result extends Outcome {
  readonly name: string;
  readonly seconds: number;
}

async function timed(step: Step): Promise<Result> {
  const startedAt = performance.now();
  const outcome = await step.run();
  return { ...outcome, name: step.name, seconds: (performance.now() - startedAt) / 1000 };
}

async function inTurn<Item, Done>(
  items: readonly Item[],
  work: (item: Item) => Promise<Done>,
): Promise<readonly Done[]> {
  const done: Done[] = [];
  for (const item of items) done.push(await work(item));
  return done;
}

function chooseSteps(): ReadonlySet<string> {
  const { values } = parseArgs({ options: { only: { type: 'string' } } });
  const all = [...gate, ...build, ...tests].map(({ name }) => name);
  if (values.only === undefined) return new Set(all);
  const chosen = values.only
    .split(',')
    .flatMap((name) => (name === 'check' ? gate.map((step) => step.name) : [name]));
  const unknown = chosen.find((name) => !all.includes(name));
  if (unknown === undefined) return new Set(chosen);
  process.stderr.write(`no step is called "${unknown}"; there are ${all.join(', ')} and check\n`);
  process.exit(2);
}

function conclude(results: readonly Result[]): void {
  print('');
  for (const { name, passed, failed, seconds, again = [] } of results) {
    for (const test of again) print(`${name.padEnd(10)} passed only when run again: ${test}`);
    print(
      `${name.padEnd(10)} ${failed === 0 ? 'passed' : 'FAILED'}  ${passed} passed, ${failed} failed, ${seconds.toFixed(1)} s`,
    );
  }
  const sum = (key: 'passed' | 'failed'): number =>
    results.reduce((total, result) => total + result[key], 0);
  print(`${sum('passed')} passed, ${sum('failed')} failed`);
  process.exitCode = sum('failed') === 0 ? 0 : 1;
}

await main();
