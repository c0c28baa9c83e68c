/** What is left of a time, in words: '1 week, 1 day, 2 hours, 5 seconds'. Parts that are zero are left out; '' at its end. */
export function timeLeft(ms: number): string {
  // A second that has begun is still to come: it never says nothing before the end.
  let seconds = Math.max(0, Math.ceil(ms / 1000));
  const parts: string[] = [];
  for (const [unit, length] of UNITS) {
    const count = Math.floor(seconds / length);
    seconds -= count * length;
    if (count > 0) parts.push(`${count} ${unit}${count === 1 ? '' : 's'}`);
  }
  return parts.join(', ');
}

/** A day is 24 hours here, also where a clock change makes it 23 or 25: what is left is a time, not a calendar. */
const UNITS = [
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const;

/** A time of day on a clock of twelve hours: '12:05:09' and 'AM'. */
export function clockFace(
  hours: number,
  minutes: number,
  seconds: number,
): readonly [time: string, half: 'AM' | 'PM'] {
  const pad = (count: number) => String(count).padStart(2, '0');
  return [`${hours % 12 || 12}:${pad(minutes)}:${pad(seconds)}`, hours < 12 ? 'AM' : 'PM'];
}
