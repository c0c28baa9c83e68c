import type { SeedRecord, SeedTable } from '../seed.ts';

import { picture } from './picture.ts';

/** The sections of the magazine's front page, by position: a hero, two texts with a picture, six features. */
export const contents: SeedTable = {
  id: 'tblContents000001',
  name: 'contents',
  primaryFieldId: 'fldContentId00001',
  fields: [
    { id: 'fldContentId00001', name: 'id', type: 'singleLineText' },
    { id: 'fldContentPosit01', name: 'position', type: 'autoNumber' },
    { id: 'fldContentType001', name: 'type', type: 'singleLineText' },
    { id: 'fldContentTitle01', name: 'title', type: 'singleLineText' },
    { id: 'fldContentConte01', name: 'content', type: 'multilineText' },
    { id: 'fldContentImage01', name: 'image', type: 'multipleAttachments' },
    { id: 'fldContentStyle01', name: 'styles', type: 'singleLineText' },
  ],
  records: [
    section('recSectionHero001', {
      id: 'hero',
      type: 'hero',
      title: 'Come and see what the tide leaves',
      content:
        'Low Water is a small magazine of slow knowledge: tides and tables, bread and bridges, seeds, stone walls and the lights along the coast. Open it once and it is yours to read, on the train, in the cellar, at the far end of the pier.',
      styles: 'evening',
    }),
    section('recSectionRead001', {
      id: 'how-it-reads',
      type: 'text_and_image',
      title: 'How quiet things work',
      content:
        'Twice a day a harbour takes off its picture and shows the drawing underneath: chains, channels, the stair that goes further down than you thought. We try to do the same for ordinary things. How a tide table is made. Why dough has to wait. What a contour line promises, and what it leaves out. Some pieces take four minutes and some want a pot of tea. None of them will be out of date by Friday.',
      styles: 'plain',
    }),
    section('recSectionStay001', {
      id: 'stays-with-you',
      type: 'text_and_image',
      title: 'It stays where you left it',
      content:
        'The network comes and goes like water. This magazine does not mind. While you have a signal, it quietly puts a whole copy on your own device and checks every page of it; when the signal goes, you simply go on reading. A small line at the edge of the page tells you how fresh your copy is, in words. When you are back in range the new pages arrive by themselves.',
      styles: 'plain',
    }),
    section('recSectionFeatA01', {
      id: 'feature-offline',
      type: 'feature',
      title: 'Reads under the bridge',
      content:
        'Every article is on your shelf already, including the ones you have not opened. Tunnels, ferries and thick walls are welcome.',
    }),
    section('recSectionFeatB01', {
      id: 'feature-essays',
      type: 'feature',
      title: 'Essays with their boots on',
      content:
        'Two new pieces in most months, written by people who went and looked. Where we mean roughly, we say roughly.',
    }),
    section('recSectionFeatC01', {
      id: 'feature-live',
      type: 'feature',
      title: 'Corrects itself while you read',
      content:
        'When an editor mends a comma, the page in front of you mends it too, in every tab you have open, without jumping.',
    }),
    section('recSectionFeatD01', {
      id: 'feature-desks',
      type: 'feature',
      title: 'Signed by desks',
      content:
        'The Tide Table, The Oven Door, The Repair Bench: the desk does the work, and the desk takes the blame.',
    }),
    section('recSectionFeatE01', {
      id: 'feature-margin',
      type: 'feature',
      title: 'Room in the margin',
      content:
        'Like a line or leave a review with no signal at all. Your note is kept safe, marked as waiting, and goes out with the next tide.',
    }),
    section('recSectionFeatF01', {
      id: 'feature-forget',
      type: 'feature',
      title: 'Yours to drop',
      content:
        'No account and no counting of readers. One page shows what is kept on your device, and one button forgets it.',
    }),
  ].map((record, index) => ({ ...record, fields: { ...record.fields, position: index + 1 } })),
};

interface Section {
  readonly id: string;
  readonly type: 'hero' | 'text_and_image' | 'feature';
  readonly title: string;
  readonly content: string;
  readonly styles?: string;
}

function section(recordId: string, fields: Section): SeedRecord {
  return {
    id: recordId,
    // All sections were laid out in one sitting, before the first article.
    createdTime: '2025-08-28T09:00:00.000Z',
    fields: { ...fields, image: picture(recordId, fields.id) },
  };
}
