import type { SeedRecord, SeedTable } from '../seed.ts';

/** What the dashboard counts down to. `starts_at` is local time in `time_zone`, so a clock change cannot move it. */
export const events: SeedTable = {
  id: 'tblEvents00000001',
  name: 'events',
  primaryFieldId: 'fldEventName00001',
  fields: [
    { id: 'fldEventName00001', name: 'name', type: 'singleLineText' },
    { id: 'fldEventStarts001', name: 'starts_at', type: 'singleLineText' },
    { id: 'fldEventTimeZone1', name: 'time_zone', type: 'singleLineText' },
  ],
  records: [
    event('recEventOpening01', '2026-05-04T08:00:00.000Z', {
      name: 'Opening',
      starts_at: '2027-04-08T09:00:00',
      time_zone: 'Europe/Prague',
    }),
    event('recEventKeynote01', '2026-05-04T08:05:00.000Z', {
      name: 'Keynote',
      starts_at: '2027-04-09T16:40:00',
      time_zone: 'Europe/Prague',
    }),
    event('recEventMending01', '2026-10-21T12:30:00.000Z', {
      name: 'Mending evening at the Repair Bench',
      starts_at: '2027-01-21T18:30:00',
      time_zone: 'Europe/Lisbon',
    }),
    event('recEventWalking01', '2026-10-21T12:40:00.000Z', {
      name: 'Low-water walk, spring tides, bring boots',
      starts_at: '2027-03-23T10:00:00',
      time_zone: 'Europe/London',
    }),
    event('recEventPressed01', '2026-10-28T16:20:00.000Z', {
      name: 'The summer number goes to press',
      starts_at: '2027-05-31T17:00:00',
      time_zone: 'Europe/Prague',
    }),
  ],
};

function event(
  id: string,
  createdTime: string,
  fields: { readonly name: string; readonly starts_at: string; readonly time_zone: string },
): SeedRecord {
  return { id, createdTime, fields };
}
