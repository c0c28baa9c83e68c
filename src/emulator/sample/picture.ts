import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import type { SeedAttachment } from '../seed.ts';

/**
 * A drawn picture as the one attachment of the record it belongs to. The attachment's id is the record's own
 * with `att` for `rec`, so it is as stable. Throws when `pictures.json`, which `draw.ts` writes, does not name it.
 */
export function picture(recordId: string, name: string): readonly SeedAttachment[] {
  const drawn = drawings[name];
  if (drawn === undefined) {
    throw new Error(`pictures.json: no picture "${name}"; run src/emulator/sample/draw.ts`);
  }
  const filename = `${name}.webp`;
  return [
    {
      id: recordId.replace(/^rec/, 'att'),
      filename,
      type: 'image/webp',
      ...drawn,
      file: fileURLToPath(new URL(`pictures/${filename}`, import.meta.url)),
    },
  ];
}

interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly size: number;
}

const drawings = JSON.parse(
  readFileSync(new URL('pictures.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, Drawing>>;
