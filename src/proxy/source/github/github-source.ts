import type { Feed } from '../../../model/feed.ts';
import { backoffMs } from '../../backoff.ts';
import { beginningOf, toText } from '../../decode/well-formed.ts';
import type { FeedEntry, FeedSink, FeedSource } from '../../live/feed-source.ts';
import {
  createGithubClient,
  type GithubClient,
  type GithubClientOptions,
} from './github-client.ts';

/** What the source of repository statistics is given. */
export interface GithubSourceOptions extends GithubClientOptions {
  readonly feed: Feed;
  /** Each as `owner/name`. */
  readonly repositories: readonly string[];
  readonly random: () => number;
}

/**
 * Statistics of some repositories, read every 10 s by one reader, for however many look (B105). It slows down as GitHub's
 * allowance asks, and what cannot be read keeps its last figures and is asked less often: the feed is as old as the oldest of them.
 */
export function createGithubSource(options: GithubSourceOptions): FeedSource {
  const { feed, clock, random, repositories } = options;
  const client = createGithubClient(options);

  const run = async (sink: FeedSink, signal: AbortSignal) => {
    const entryByName = new Map(sink.last().map((entry) => [entry['name'], entry]));
    const readAtByName = new Map<string, number>();
    const troubleByName = new Map<string, Trouble>();

    const readAll = async (): Promise<string> => {
      const unknown: string[] = [];
      for (const name of longestUnreadFirst(repositories, readAtByName)) {
        const trouble = troubleByName.get(name);
        if (trouble && clock.now() < trouble.retryAt) continue;
        try {
          const entry = await readRepository(client, name, signal);
          if (entry) entryByName.set(name, entry);
          else entryByName.delete(name);
          if (!entry) unknown.push(`${name}: GitHub knows no such repository, or not for us`);
          readAtByName.set(name, clock.now());
          troubleByName.delete(name);
        } catch (error) {
          signal.throwIfAborted();
          const words = `${name}: ${error instanceof Error ? error.message : String(error)}`;
          const failures = (trouble?.failures ?? 0) + 1;
          const retryAt = clock.now() + backoffMs(failures - 1, random, BACKOFF);
          troubleByName.set(name, { words, failures, retryAt });
        }
      }
      if (readAtByName.size > 0) {
        const known = repositories.filter((name) => entryByName.has(name));
        // What an earlier process left and nobody has read since is as old as it was.
        const readAt = known.map((name) => readAtByName.get(name) ?? 0);
        const oldest = Math.min(clock.now(), ...readAt);
        sink.publish(
          known.map((name) => entryByName.get(name)!),
          oldest,
        );
      }
      const troubles = [...troubleByName.values()].map(({ words }) => words);
      return [...troubles, ...unknown].join('; ');
    };

    while (!signal.aborted) {
      try {
        const problem = await readAll();
        if (problem !== '') sink.fail(problem);
        await clock.sleep(Math.max(EVERY_MS, client.pauseMs()), signal);
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    }
  };
  return Object.freeze({ feed, pollAfterMs: EVERY_MS, run });
}

/** Why a repository cannot be read, how often in a row, and when it is asked again. */
interface Trouble {
  readonly words: string;
  readonly failures: number;
  readonly retryAt: number;
}

/** Where an allowance does not last for all of them, each has its turn. */
function longestUnreadFirst(
  names: readonly string[],
  readAtByName: ReadonlyMap<string, number>,
): readonly string[] {
  const readAt = (name: string) => readAtByName.get(name) ?? 0;
  return names.toSorted((a, b) => readAt(a) - readAt(b));
}

const EVERY_MS = 10_000;
const BACKOFF = { baseMs: EVERY_MS, capMs: 5 * 60_000 };

async function readRepository(
  client: GithubClient,
  name: string,
  signal: AbortSignal,
): Promise<FeedEntry | undefined> {
  const path = `/repos/${name.split('/').map(encodeURIComponent).join('/')}`;
  const found = await client.get(path, signal);
  if (found === undefined) return undefined;
  const release = await client.get(`${path}/releases/latest`, signal);
  return {
    name,
    url: textIn(found, 'html_url'),
    stars: numberIn(found, 'stargazers_count'),
    issues: numberIn(found, 'open_issues_count'),
    forks: numberIn(found, 'forks_count'),
    release: textIn(release, 'tag_name'),
    releasedAt: textIn(release, 'published_at'),
  };
}

function textIn(value: unknown, member: string): string {
  const found = (value as Readonly<Record<string, unknown>> | undefined)?.[member];
  return typeof found === 'string' ? beginningOf(toText(found), 200) : '';
}

function numberIn(value: unknown, member: string): number {
  const found = (value as Readonly<Record<string, unknown>> | undefined)?.[member];
  if (typeof found === 'number') return found;
  throw new Error(`GitHub says nothing of ${member}`);
}
