import { parseArgs } from 'node:util';
import { isBasePath } from '../build-env.ts';

/** What `npm run publish` was told. */
export interface PublishOptions {
  readonly out: string;
  /** `/`, or the path below which the folder will be served, such as `/magazine/`. */
  readonly base: string;
  /** Where the site was published before: an address or a folder; `out` itself unless said otherwise. */
  readonly from: string;
  readonly watch: boolean;
}

/** How the command is called. */
export const PUBLISH_USAGE =
  'npm run publish -- --out DIR [--base /path/] [--from URL|DIR] [--watch]';

/** Reads the command line; throws one sentence about what is wrong with it. */
export function readPublishOptions(args: readonly string[]): PublishOptions {
  const { values } = parseCommandLine(args);
  const { out, base = '/', watch = false } = values;
  if (!out) throw new Error(`--out is missing: the folder to write to. ${PUBLISH_USAGE}`);
  if (!isBasePath(base)) {
    throw new Error(`--base is "${base}"; it begins and ends with a slash, as in /magazine/`);
  }
  return { out, base, from: values.from ?? out, watch };
}

function parseCommandLine(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        out: { type: 'string' },
        base: { type: 'string' },
        from: { type: 'string' },
        watch: { type: 'boolean' },
      },
    });
  } catch (cause) {
    throw new Error(`${(cause as Error).message}. ${PUBLISH_USAGE}`, { cause });
  }
}
