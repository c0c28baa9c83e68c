import { grouped } from './dates.ts';

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

  writeReview: 'Write a review',
  author: 'Author',
  review: 'Review',
  stars: 'Stars',
  website: 'Leave this empty',
  addReview: 'Add review',
  reviewKept: 'Thank you. Your review is on this page.',
  reviewWaits: 'Thank you. It is kept on this device, and is sent when the network is back.',
  mend: 'Put it back into the form',
  readOnly: 'This copy of the site is made of plain files, so nothing can be sent from it.',

  allQuotes: 'All quotes',
  emptyQuotesTitle: 'The wall is empty',
  emptyQuotes: 'The first line appears here by itself as soon as somebody pins it up.',
  goneQuote: 'This line has been taken off the wall.',
  like: 'Like',
  quote: 'Quote',
  addQuote: 'Add quote',
  addQuoteTitle: 'Pin up another line',
  changeQuote: 'Change quote',
  changeQuoteTitle: 'Change this line',
  changeQuoteWhy: 'It starts again with no likes: those were for the old line.',
  removeRandom: 'Delete a random quote',

  signIn: 'Sign in',
  signingIn: 'Signing in…',
  signInWhy: 'For those who keep the shop and the wall. The token stays on this device.',
  token: 'Editor token',
  wrongToken: 'This token is not the right one.',
  signOut: 'Sign out',
  signedIn: 'You are signed in as an editor.',
  products: 'Products',
  noProducts: 'There are no products. Add the first one below.',
  name: 'Name',
  description: 'Description',
  save: 'Save',
  saved: 'Saved.',
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

  changes: 'Changes',
  send: 'Send now',
  retry: 'Send again',
  discard: 'Discard',
  discardAll: 'Discard them and sign out',
  sendAll: 'Send them, then sign out',
  exportAll: 'Save them as a file',
  stay: 'Stay signed in',
  leaving: 'Before you sign out',
  sendingFirst: 'They are being sent. You are signed out as soon as the last one has arrived.',
} as const;

/** '(4 stars)'. */
export function starsOf(score: number | null): string {
  return score === 1 ? '(1 star)' : `(${grouped(score ?? 0)} stars)`;
}

/** '4.7 of 5 stars, from 3 reviews'. */
export function averageOf(scores: readonly (number | null)[]): string {
  const known = scores.filter((score) => score !== null);
  if (known.length === 0) return '';
  const average = known.reduce((sum, score) => sum + score, 0) / known.length;
  const count = known.length === 1 ? '1 review' : `${grouped(known.length)} reviews`;
  return `${average.toFixed(1).replace(/\.0$/, '')} of 5 stars, from ${count}`;
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

/** What is wrong with a field: 'Author is empty.' */
export function problemIn(label: string, problem: string): string {
  return `${label} ${problem}.`;
}

/** '“The Darning Kit” is deleted.' */
export function deletedOf(name: string): string {
  return `“${name}” is deleted.`;
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

/** A change for a person: 'A like', 'A review by Slow Ferry'. An unknown one keeps its own name. */
export function changeOf(name: string, args: Readonly<Record<string, unknown>>): string {
  const said = (field: string) => (typeof args[field] === 'string' ? args[field] : '');
  switch (name) {
    case 'likeQuote':
      return 'A like';
    case 'changeQuote':
      return `Another text for a quote: ${said('content')}`;
    case 'addQuote':
      return `A quote: ${said('content')}`;
    case 'removeQuote':
      return 'A quote taken off the wall';
    case 'addReview':
      return `A review by ${said('author')}`;
    case 'saveProduct':
      return `Changes of a product${said('name') && `: ${said('name')}`}`;
    case 'addProduct':
      return `A new product: ${said('name')}`;
    case 'removeProduct':
      return 'A product deleted';
    case 'restoreProduct':
      return `A product brought back: ${said('name')}`;
    default:
      return name;
  }
}

/** What is being done with a change, by its state in the outbox. */
export const changeStates = {
  queued: 'To be sent',
  sending: 'Being sent',
  waiting: 'Waiting for the network',
  rejected: 'Refused',
  expired: 'Too old to be sent by itself',
} as const;
