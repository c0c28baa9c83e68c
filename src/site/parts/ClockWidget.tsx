import type { JSX } from 'solid-js';
import { clockFace } from '../countdown.ts';
import { createSeconds } from '../create-seconds.ts';
import { dashboardWords } from '../dashboard-words.ts';
import { fullDate } from '../moments.ts';
import { Widget } from './Widget.tsx';

/** The time where the reader is. */
export function ClockWidget(): JSX.Element {
  return (
    <Widget name="clock" title={dashboardWords.clock}>
      <Clock />
    </Widget>
  );
}

function Clock(): JSX.Element {
  const now = createSeconds();
  const face = () => {
    const date = new Date(now());
    return clockFace(date.getHours(), date.getMinutes(), date.getSeconds());
  };
  return (
    <>
      <p class="clock-time">
        {face()[0]} <span class="clock-half">{face()[1]}</span>
      </p>
      <p class="clock-date">{fullDate(now())}</p>
    </>
  );
}
