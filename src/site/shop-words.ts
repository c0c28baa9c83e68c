import type { Failure, FailureCode, Outcome } from '../protocol/failure.ts';
import type { EngineStatus, OutboxStatus } from '../protocol/worker-api.ts';
import { grouped } from './dates.ts';
import { failureWords } from './detail-words.ts';
import { typedText } from './plain/typed-text.ts';
import type { Step } from './step-of-change.ts';
import { words } from './words.ts';

/** Every sentence of the shop, the quotes, the editors' page and the changes that wait; words.ts has all others. */
export const shopWords = {
  choose: 'Choose a product to view.',
  goneProduct: 'What was at this address is not in the shop any more.',
  shelf: 'Everything in the shop',
  emptyShopTitle: 'The shop is empty',
  emptyShop: 'The first thing appears here by itself as soon as it is for sale.',
  reviews: 'Reviews',
  noReviews: 'Nobody has said anything yet.',
  waitingToBeSent: 'waiting to be sent',
  awaitsApproval: 'awaiting approval, only you see it',

  writeReview: 'Write a review',
  author: 'Author',
  review: 'Review',
  stars: 'Stars',
  website: 'Leave this empty',
  trapped:
    'Something has filled in a field that is not shown, as programs do. It is empty again: press once more to send this.',
  addReview: 'Add review',
  reviewSent: 'Thank you. Your review is on this page.',
  reviewWaits: 'Thank you. It is kept on this device, and waits to be sent.',
  mend: 'Edit again',
  mendLater:
    'Something else is typed in this form. Send it or empty the fields first, then edit this one again.',
  readOnly: 'This copy of the site is made of plain files, so nothing can be sent from it.',

  allQuotes: 'All quotes',
  emptyQuotesTitle: 'The wall is empty',
  emptyQuotes: 'The first line appears here by itself as soon as somebody pins it up.',
  goneQuote: 'This line has been taken off the wall.',
  unsentText: 'What you had written for it, and not sent',
  unsentProduct: 'What you had written for a product that is gone, and not sent',
  like: 'Like',
  quote: 'Quote',
  addQuote: 'Add quote',
  addQuoteTitle: 'Pin up another line',
  changeQuote: 'Change quote',
  changeQuoteTitle: 'Change this line',
  changeQuoteWhy: 'It starts again with no likes: those were for the old line.',
  removeRandom: 'Delete a random quote',
  shared: 'A line that was shared with this site',
  sharedWhy:
    'Only editors pin lines to the wall. It waits on this device: whoever signs in here finds it in the form below the quotes.',

  signIn: 'Sign in',
  signingIn: 'Signing in…',
  signInWhy: 'For those who keep the shop and the quotes. The token stays on this device.',
  token: 'Editor token',
  wrongToken: 'This token is not the right one. Whoever runs the site has it.',
  signOut: 'Sign out',
  signedIn: 'You are signed in as an editor.',
  products: 'Products',
  findProduct: 'Find a product',
  notFound: 'No product is called so.',
  noProducts: 'There are no products. Add the first one below.',
  name: 'Name',
  description: 'Description',
  save: 'Save',
  saved: 'Saved.',
  added: 'Added.',
  changed: 'Changed.',
  unchanged: 'Nothing was changed.',
  remove: 'Delete',
  undo: 'Undo',
  addProduct: 'Add product',
  addProductTitle: 'Add a product',
  mine: 'Yours',
  theirs: 'Theirs',
  keepMine: 'Keep yours',
  takeTheirs: 'Take theirs',
  emptyValue: '(nothing)',

  send: 'Send now',
  retry: 'Send again',
  discard: 'Discard',
  discardAll: 'Discard and sign out',
  sendAll: 'Send, then sign out',
  exportAll: 'Save as a file',
  stay: 'Stay signed in',
  leaving: 'Before you sign out',
  sendingFirst: 'Being sent. You are signed out as soon as the last change has arrived.',
  keptForReload:
    'This is kept. A newer version of the site is open: what does not show in this tab shows once it is reloaded.',
  keptHere: 'It is kept on this device, and waits to be sent.',
  heldBack: 'It has arrived, and awaits approval: until then only you see it.',
  alreadySent: 'It is on its way, or there already: it cannot be taken back now.',
} as const;

/** What a product or a quote is called: an empty text could be neither read nor followed. */
export function named(text: string): string {
  return typedText(text) || words.untitled;
}

/** '(4 stars)', '(4.5 stars)'; '' where none were given. */
export function starsOf(score: number | null): string {
  if (!isOnScale(score)) return '';
  const stars = shortOf(score);
  return stars === '1' ? '(1 star)' : `(${stars} stars)`;
}

/** A cell may hold any number; what is not from 1 to 5 gives no stars, and counts as none. */
function isOnScale(score: number | null): score is number {
  return score !== null && score >= 1 && score <= 5;
}

/** 4.666… as '4.7', 5 as '5'. */
function shortOf(score: number): string {
  return score.toFixed(1).replace(/\.0$/, '');
}

/** '4.7 of 5 stars, from 3 reviews'. */
export function averageOf(scores: readonly (number | null)[]): string {
  const known = scores.filter(isOnScale);
  if (known.length === 0) return '';
  const average = known.reduce((sum, score) => sum + score, 0) / known.length;
  const count = known.length === 1 ? '1 review' : `${grouped(known.length)} reviews`;
  return `${shortOf(average)} of 5 stars, from ${count}`;
}

/** 'Likes: 41'. */
export function likesOf(likes: number | null): string {
  return `Likes: ${grouped(likes ?? 0)}`;
}

/** 'In the shop: The Darning Kit, A Tide Clock and more.' */
export function inTheShop(names: readonly string[], hasMore: boolean): string {
  return `In the shop: ${names.join(', ')}${hasMore ? ' and more' : ''}.`;
}

/** '8 lines, newest first'. */
export function lineCount(count: number): string {
  return count === 1 ? '1 line' : `${grouped(count)} lines, newest first`;
}

/** On the button at the end of a long list: 'Show 20 more of 280'. */
export function moreOf(next: number, total: number): string {
  return `Show ${grouped(next)} more of ${grouped(total)}`;
}

/** What a screen reader is told when more of a long list has come: '40 of 280 are shown.' */
export function shownOf(shown: number, total: number): string {
  return shown === total
    ? `All ${grouped(total)} are shown.`
    : `${grouped(shown)} of ${grouped(total)} are shown.`;
}

/** What is wrong with a field: 'Author is empty.' */
export function problemIn(label: string, problem: string): string {
  return `${label} ${problem}.`;
}

/** '“The Darning Kit” is deleted.' */
export function deletedOf(name: string): string {
  return `“${named(name)}” is deleted.`;
}

/** What is said where somebody else has changed a field that is being edited. */
export function conflictOf(label: string): string {
  return `${label} was changed by somebody else while you were editing it. Which one shall stay?`;
}

/** What the dialog says that stands before a sign-out. */
export function unsentOf(count: number): string {
  return count === 1
    ? 'One change has not been sent yet. What shall become of it?'
    : `${grouped(count)} changes have not been sent yet. What shall become of them?`;
}

/** Why somebody is still signed in who wanted not to be. */
export function stillSignedIn({ code }: Pick<Failure, 'code'>): string {
  return `You are still signed in. ${failureWords[code]}`;
}

/** Changes of one kind for a person: 'A like', '12 likes', 'A review by Slow Ferry'. */
export function changeOf(
  name: string,
  args: Readonly<Record<string, unknown>>,
  count: number,
): string {
  if (count === 1) return oneChangeOf(name, args);
  return name === 'likeQuote'
    ? `${grouped(count)} likes`
    : `${oneChangeOf(name, args)}, ${grouped(count)} times`;
}

/** A change for a person; an unknown one keeps its own name. */
function oneChangeOf(name: string, args: Readonly<Record<string, unknown>>): string {
  const said = (field: string) => (typeof args[field] === 'string' ? args[field] : '');
  const called = (what: string) => (said('name') ? `${what}, “${said('name')}”` : what);
  switch (name) {
    case 'likeQuote':
      return 'A like';
    case 'changeQuote':
      return 'Another text for a quote';
    case 'addQuote':
      return `A quote by ${said('author')}`;
    case 'removeQuote':
      return 'A quote taken off the wall';
    case 'addReview':
      return `A review by ${said('author')}`;
    case 'saveProduct':
      return called('Changes of a product');
    case 'addProduct':
      return called('A new product');
    case 'removeProduct':
      return called('A product deleted');
    case 'restoreProduct':
      return called('A product brought back');
    default:
      return name;
  }
}

/** What a person wrote into a change, one text to a line; '' where it has none. */
export function textsOf(args: Readonly<Record<string, unknown>>): string {
  return ['name', 'description', 'content']
    .map((field) => args[field])
    .filter((text) => typeof text === 'string' && text !== '')
    .join('\n');
}

/** '2 changes waiting, 1 refused'. */
export function changesOf({ queued, rejected }: Pick<OutboxStatus, 'queued' | 'rejected'>): string {
  const count = queued || rejected;
  const waiting = queued > 0 ? 'waiting' : 'refused';
  const first = `${count === 1 ? '1 change' : `${grouped(count)} changes`} ${waiting}`;
  return queued > 0 && rejected > 0 ? `${first}, ${grouped(rejected)} refused` : first;
}

/**
 * What a person has to hear of a change that they made; '' where it shows by itself. A tab of an older build may read a
 * copy that nobody brings up to date any more: there it shows after a reload.
 */
export function wordOf(
  outcome: Outcome<unknown>,
  { isOutdated }: Pick<EngineStatus, 'isOutdated'>,
): string {
  if (!outcome.ok) return refusalOf(outcome.error);
  return isOutdated ? shopWords.keptForReload : '';
}

/** What is said of a change beside the button that made it; '' where nothing is, or something else says it. */
export function stepWords(
  step: Step | undefined,
  { sent, waits = shopWords.keptHere }: { readonly sent: string; readonly waits?: string },
): string {
  switch (step) {
    case undefined:
    case 'over':
      return '';
    case 'kept':
    case 'waiting':
    case 'sending':
      return waits;
    case 'awaiting':
      return shopWords.heldBack;
    case 'done':
      return sent;
  }
}

/** Why a change was not made, for the person who made it. */
export function refusalOf({ code }: Pick<Failure, 'code'>): string {
  return refusals[code] ?? failureWords[code];
}

const refusals: Partial<Readonly<Record<FailureCode, string>>> = {
  'not-found': 'What this was meant for is not there any more.',
  unauthorized: 'Only an editor who is signed in may do this.',
  'rate-limited': 'Too many changes came from here at once. Please send it again later.',
  'invalid-arguments': 'The site does not take it as it is. Please mend it, and send it again.',
  'invalid-response': 'The site could not take this. Its owner has to look at it.',
  'too-large': 'This is too much for one change. Please make it shorter.',
};
