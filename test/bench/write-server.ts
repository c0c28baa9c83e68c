import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { sampleBase } from '../../src/emulator/sample/base.ts';
import type { WriteReady } from './write-process.ts';

/** Serves the page in this folder over the sample base, in a process of its own. */
export async function startWriteServer(
  distDir: string,
): Promise<WriteReady & { readonly stop: () => Promise<void> }> {
  const script = join(import.meta.dirname, 'write-process.ts');
  const child = spawn(process.execPath, [script, distDir], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const [ready] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => Promise.reject(new Error("the bench's server ended"))),
  ])) as [WriteReady];
  return Object.freeze({
    ...ready,
    async stop() {
      const gone = once(child, 'exit');
      child.send('stop');
      await gone;
    },
  });
}

/** The versions in the names of all products as Airtable has them, added up: version N is the N+1st. */
export async function versionsInAirtable({ emulatorUrl }: WriteReady): Promise<number> {
  const headers = { authorization: `Bearer ${sampleBase.tokens[0]!}` };
  const products = await fetch(`${emulatorUrl}/v0/${sampleBase.id}/products`, { headers });
  const { records } = (await products.json()) as { records: { fields: { name: string } }[] };
  return records.reduce(
    (all, { fields }) => all + Number(/v(\d+)$/.exec(fields.name)?.[1] ?? -1) + 1,
    0,
  );
}
