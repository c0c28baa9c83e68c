import { rm, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { buildBenchPage, startBenchSite } from './bench-site.ts';
import { measureBase } from './measure.ts';
import { measureKills } from './measure-kills.ts';
import { measureServer } from './measure-server.ts';
import { measureWrites } from './measure-writes.ts';
import { describe, type Measurement } from './measurement.ts';

/**
 * `npm run bench`: bases of several sizes in a real Chromium, each held against floors measured in the same run. Prints
 * medians and ratios, and writes them as JSON. Then changes, over the sample base: `--sizes ''` measures nothing else. Options: `--sizes 1000,10000,50000`, `--runs 3`, `--out bench.json`.
 */
const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '1000,10000,50000' },
    runs: { type: 'string', default: '3' },
    out: { type: 'string', default: 'bench.json' },
  },
});

const distDir = await buildBenchPage();
const all: Measurement[] = [];
const tell = (measured: readonly Measurement[]) => {
  for (const measurement of measured) process.stdout.write(`  ${describe(measurement)}\n`);
  all.push(...measured);
};
try {
  for (const size of values.sizes.split(',').filter(Boolean).map(Number)) {
    const site = await startBenchSite(size, distDir);
    try {
      process.stdout.write(`\n${size.toLocaleString('en')} articles\n`);
      tell(await measureBase(site, size, Number(values.runs)));
      tell(await measureServer(size));
    } finally {
      await site.close();
    }
  }
  process.stdout.write('\nchanges, five tabs\n');
  tell(await measureWrites(distDir, Number(values.runs)));
  process.stdout.write('\nthe SharedWorker killed 25 times under changes, five tabs\n');
  tell(await measureKills(distDir));
  await writeFile(values.out, `${JSON.stringify(all, null, 2)}\n`);
} finally {
  await rm(distDir, { recursive: true, force: true });
}
