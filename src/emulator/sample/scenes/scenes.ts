import { harbourAtLowWater } from './articles/harbour-at-low-water.ts';
import { tideMachine } from './articles/tide-machine.ts';
import { lighthouseAtNight } from './articles/lighthouse-at-night.ts';
import { saltGarden } from './articles/salt-garden.ts';
import { sounding } from './articles/sounding.ts';
import { threeTurns } from './articles/three-turns.ts';
import { floodedHill } from './articles/flooded-hill.ts';
import { birdsFoot } from './articles/birds-foot.ts';
import { valleyFog } from './articles/valley-fog.ts';
import { skyInOrder } from './articles/sky-in-order.ts';
import { dryWall } from './articles/dry-wall.ts';
import { hangingBridge } from './articles/hanging-bridge.ts';
import { nightTrain } from './articles/night-train.ts';
import { aYearOfNoons } from './articles/a-year-of-noons.ts';
import { moonAcrossTheBay } from './articles/moon-across-the-bay.ts';
import { foldedSheet } from './articles/folded-sheet.ts';
import { oneStroke } from './articles/one-stroke.ts';
import { theWhite } from './articles/the-white.ts';
import { proof } from './articles/proof.ts';
import { doughByTheWindow } from './articles/dough-by-the-window.ts';
import { darn } from './articles/darn.ts';
import { undergroundInMarch } from './articles/underground-in-march.ts';
import { spines } from './articles/spines.ts';
import { island } from './articles/island.ts';
import { farEndOfThePier } from './front/far-end-of-the-pier.ts';
import { popUpHarbour } from './front/pop-up-harbour.ts';
import { ferryWindow } from './front/ferry-window.ts';
import { underTheBridge } from './front/under-the-bridge.ts';
import { bootsInAPuddle } from './front/boots-in-a-puddle.ts';
import { mendedComma } from './front/mended-comma.ts';
import { emptyDesk } from './front/empty-desk.ts';
import { bottlePost } from './front/bottle-post.ts';
import { paperBoat } from './front/paper-boat.ts';
import { tideBooklet } from './shop/tide-booklet.ts';
import { calendar } from './shop/calendar.ts';
import { lightPrint } from './shop/light-print.ts';
import { notebook } from './shop/notebook.ts';
import { breadBooklet } from './shop/bread-booklet.ts';
import { darningKit } from './shop/darning-kit.ts';
import { hillPrint } from './shop/hill-print.ts';
import { envelopes } from './shop/envelopes.ts';
import { type Scene, square, wide } from './scene.ts';

/** Every picture of the sample magazine, by the name that its record asks for. */
export const scenes: readonly Scene[] = [
  // For the articles.
  wide('what-low-water-shows', harbourAtLowWater()),
  wide('how-a-tide-table-is-made', tideMachine()),
  wide('a-light-that-counts', lighthouseAtNight()),
  wide('salt-from-a-litre-of-sea', saltGarden()),
  wide('the-lead-and-the-line', sounding()),
  wide('four-knots', threeTurns()),
  wide('contour-lines-are-a-promise', floodedHill()),
  wide('three-norths', birdsFoot()),
  wide('a-small-guide-to-fog', valleyFog()),
  wide('reading-the-sky-before-tea', skyInOrder()),
  wide('how-a-dry-wall-stands', dryWall()),
  wide('what-a-cable-wants', hangingBridge()),
  wide('the-sleepers-arithmetic', nightTrain()),
  wide('why-noon-moves', aYearOfNoons()),
  wide('the-moon-by-hand', moonAcrossTheBay()),
  wide('which-way-paper-wants-to-fold', foldedSheet()),
  wide('what-makes-ink-black', oneStroke()),
  wide('the-white-between-the-letters', theWhite()),
  wide('marks-in-the-margin', proof()),
  wide('bread-that-waits', doughByTheWindow()),
  wide('a-darn-is-a-small-loom', darn()),
  wide('how-a-seed-knows', undergroundInMarch()),
  wide('where-a-book-lives', spines()),
  wide('the-copy-you-have', island()),
  // For the front page.
  wide('hero', farEndOfThePier()),
  wide('how-it-reads', popUpHarbour()),
  wide('stays-with-you', ferryWindow()),
  square('feature-offline', underTheBridge()),
  square('feature-essays', bootsInAPuddle()),
  square('feature-live', mendedComma()),
  square('feature-desks', emptyDesk()),
  square('feature-margin', bottlePost()),
  square('feature-forget', paperBoat()),
  // For the shop.
  wide('offprint-tide-table', tideBooklet()),
  wide('tide-calendar', calendar()),
  wide('print-a-light-that-counts', lightPrint()),
  wide('field-notebook', notebook()),
  wide('offprint-bread', breadBooklet()),
  wide('darning-kit', darningKit()),
  wide('print-contours', hillPrint()),
  wide('seed-envelopes', envelopes()),
];
