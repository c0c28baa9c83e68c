import { For, type JSX } from 'solid-js';
import type { RecordOf } from '../../model/schema.ts';
import type { products } from '../collections.ts';
import { productPath } from '../routes.ts';
import { named, shopWords } from '../shop-words.ts';
import { Link } from './Link.tsx';

/** The way to every product, by name. */
export function ProductNames(props: {
  readonly list: readonly RecordOf<typeof products>[];
  readonly here: string;
}): JSX.Element {
  return (
    <nav class="product-names" aria-labelledby="product-names-title">
      <h2 id="product-names-title">{shopWords.shelf}</h2>
      <ul>
        <For each={props.list}>
          {(product) => (
            <li>
              <Link
                to={productPath(product.id)}
                current={product.id === props.here ? 'page' : undefined}
              >
                {named(product.name)}
              </Link>
            </li>
          )}
        </For>
      </ul>
    </nav>
  );
}
