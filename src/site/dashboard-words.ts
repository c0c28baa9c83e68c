import { grouped } from './dates.ts';

/** Every sentence of the dashboard. */
export const dashboardWords = {
  lead: 'What is going on just now, and what is still to come.',
  clock: 'The time here',
  countdowns: 'Countdowns',
  reached: "It's Alive!! Alive!",
  noCountdowns: 'Nothing is being waited for.',
  unknownTime: 'When this begins cannot be made out.',
  statistics: 'Statistics',
  noStatistics: 'This site follows no repositories.',
  stars: 'Stars',
  issues: 'Open issues',
  forks: 'Forks',
  release: 'Latest release',
  noRelease: 'none yet',
  chart: 'Stars over time, as this device has seen them',
  chartBegins: 'The line begins here: the past is kept on this device from now on.',
  chartStill: 'No change so far.',
  asTable: 'As a table',
  when: 'When',
  posts: 'Live posts',
  noFeed: 'This site follows no posts.',
  noPosts: 'Nobody has said anything yet. What is said shows here by itself.',
  openPost: 'Open the post',
  somebody: 'Somebody',
  paused: 'Held while you are reading.',
  loading: 'Loading…',
  feedError:
    'This was not fetched before the network went. It comes by itself when the network is back.',
  broken: 'This part has stopped working. The others go on.',
  again: 'Try again',
} as const;

/** 'Held while you are reading. 3 new ones are waiting.' */
export function heldWords(waiting: number): string {
  if (waiting === 0) return dashboardWords.paused;
  const news =
    waiting === 1 ? '1 new one is waiting.' : `${grouped(waiting)} new ones are waiting.`;
  return `${dashboardWords.paused} ${news}`;
}

/** 'as of 12 minutes ago'. */
export function asOf(age: string): string {
  return `as of ${age}`;
}

/** '12 more stars since 2:02 PM on 3 October', '1 fewer star …'; '' where nothing has moved. */
export function starsMoved(difference: number, since: string): string {
  if (difference === 0) return '';
  const count = Math.abs(difference);
  const way = difference > 0 ? 'more' : 'fewer';
  return `${grouped(count)} ${way} ${count === 1 ? 'star' : 'stars'} since ${since}`;
}

/** What the reader's own clock says at a moment elsewhere: '3:00 AM for you'. */
export function yourTime(time: string): string {
  return `${time} for you`;
}
