import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { hasAllPictures, startSite } from './site.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of a server that has published all of the sample base; to be copied, not used. */
    preparedData: string;
  }
}

let folder = '';

/** Publishes the sample base once for all files; each then starts where that one ended. */
export async function setup(project: TestProject): Promise<void> {
  folder = await mkdtemp(join(tmpdir(), 'offprint-prepared-'));
  const world = await startSite();
  while (!(await hasAllPictures(world))) await new Promise((resolve) => setTimeout(resolve, 100));
  await world.stopServer();
  await world.copyData(folder);
  await world.close();
  project.provide('preparedData', folder);
}

/** Removes what was prepared. */
export async function teardown(): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}
