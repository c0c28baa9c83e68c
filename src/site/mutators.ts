import { defineMutator } from '../model/mutator.ts';
import { MAX_ID_LENGTH } from '../model/record.ts';
import { SyncError } from '../protocol/failure.ts';
import { products, quotes, reviews } from './collections.ts';

const id = { kind: 'text', min: 1, max: MAX_ID_LENGTH } as const;
const name = { kind: 'text', min: 1, max: 200 } as const;
const description = { kind: 'text', min: 0, max: 5000 } as const;
/** What a cell of Airtable may hold already, whoever wrote it. */
const cell = { kind: 'text', min: 0, max: 100_000 } as const;

/** One more like. */
export const likeQuote = defineMutator({
  name: 'likeQuote',
  role: 'reader',
  args: { id },
  async run(tx, args) {
    const quote = await tx.get(quotes, args.id);
    if (!quote) throw gone('quote');
    await tx.update(quotes, args.id, { likes: (quote.likes ?? 0) + 1 });
  },
});

/** Another text for a quote, as of now; its likes were for the old one. */
export const changeQuote = defineMutator({
  name: 'changeQuote',
  role: 'editor',
  args: {
    id,
    content: { kind: 'text', min: 1, max: 1000 },
    seen: { kind: 'seen', optional: true },
  },
  async run(tx, { id: quote, content, seen }, ctx) {
    const present = await tx.get(quotes, quote);
    if (!present) throw gone('quote');
    refuseConflicts({ content }, present, seen);
    await tx.update(quotes, quote, { content, likes: 0, asOf: instant(ctx.now) });
  },
});

export const addQuote = defineMutator({
  name: 'addQuote',
  role: 'editor',
  args: {
    author: { kind: 'text', min: 1, max: 100 },
    content: { kind: 'text', min: 1, max: 1000 },
  },
  makes: 1,
  run: (tx, { author, content }, ctx) =>
    tx.insert(quotes, ctx.newIds[0]!, { author, content, likes: 0, asOf: instant(ctx.now) }),
});

export const removeQuote = defineMutator({
  name: 'removeQuote',
  role: 'editor',
  args: { id },
  run: (tx, args) => tx.remove(quotes, args.id),
});

/** A reader's opinion of a product; `website` is a field that no person sees, and no review that fills it is kept. */
export const addReview = defineMutator({
  name: 'addReview',
  role: 'reader',
  args: {
    product: id,
    author: { kind: 'text', min: 1, max: 80 },
    content: { kind: 'text', min: 1, max: 2000 },
    score: { kind: 'integer', min: 1, max: 5 },
    website: { kind: 'text', min: 0, max: 0, optional: true },
  },
  makes: 1,
  async run(tx, { product, author, content, score }, ctx) {
    if (!(await tx.get(products, product))) throw gone('product');
    await tx.insert(reviews, ctx.newIds[0]!, {
      product,
      links: [product],
      author,
      content,
      score,
      insertedAt: instant(ctx.now),
    });
  },
});

/** Sets what was changed; a field that somebody else changed meanwhile, to something else, is a conflict. */
export const saveProduct = defineMutator({
  name: 'saveProduct',
  role: 'editor',
  args: {
    id,
    name: { ...name, optional: true },
    description: { ...description, optional: true },
    seen: { kind: 'seen', optional: true },
  },
  async run(tx, { id: product, seen, ...changes }) {
    const present = await tx.get(products, product);
    if (!present) throw gone('product');
    refuseConflicts(changes, present, seen);
    await tx.update(products, product, changes);
  },
});

export const addProduct = defineMutator({
  name: 'addProduct',
  role: 'editor',
  args: { name, description: { ...description, optional: true } },
  makes: 1,
  run: (tx, fields, ctx) => tx.insert(products, ctx.newIds[0]!, fields),
});

export const removeProduct = defineMutator({
  name: 'removeProduct',
  role: 'editor',
  args: { id },
  run: (tx, args) => tx.remove(products, args.id),
});

/**
 * Brings a removed product back under its id, and with it its reviews. Where Airtable had deleted its row already it is
 * another row, with what the proxy kept of the first one.
 */
export const restoreProduct = defineMutator({
  name: 'restoreProduct',
  role: 'editor',
  args: { id, name: cell, description: { ...cell, optional: true } },
  run: (tx, { id: product, ...fields }) => tx.insert(products, product, fields),
});

/** For tests and the bench: a name that ends in 'vN' becomes 'vN+1', any other gets ' v0'. */
export const bumpProduct = defineMutator({
  name: 'bumpProduct',
  role: 'editor',
  args: { id },
  async run(tx, args) {
    const product = await tx.get(products, args.id);
    if (!product) throw gone('product');
    const [, stem, digits] = /^(.*v)(\d+)$/s.exec(product.name) ?? [];
    const next = digits === undefined ? `${product.name} v0` : `${stem}${Number(digits) + 1}`;
    await tx.update(products, args.id, { name: next });
  },
});

/** Everything that may be asked for, by name. */
export const mutators = Object.freeze({
  likeQuote,
  changeQuote,
  addQuote,
  removeQuote,
  addReview,
  saveProduct,
  addProduct,
  removeProduct,
  restoreProduct,
  bumpProduct,
});

/** Throws where a field stands otherwise than the person saw it, and otherwise than they want it. */
function refuseConflicts(
  changes: Readonly<Record<string, string | undefined>>,
  present: object,
  seen: Readonly<Record<string, unknown>> = {},
): void {
  const standing = present as Readonly<Record<string, unknown>>;
  for (const [field, wanted] of Object.entries(changes)) {
    const isSeen = !Object.hasOwn(seen, field) || seen[field] === standing[field];
    if (wanted === undefined || isSeen || standing[field] === wanted) continue;
    throw new SyncError('conflict', `Somebody else has changed the ${field} meanwhile.`);
  }
}

function gone(what: string): SyncError {
  return new SyncError('not-found', `This ${what} is not there any more.`);
}

function instant(ms: number): string {
  return new Date(ms).toISOString();
}
