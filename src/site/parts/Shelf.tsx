import { For, type JSX } from 'solid-js';
import type { RecordOf } from '../../model/schema.ts';
import type { products } from '../collections.ts';
import { productPath } from '../routes.ts';
import { named } from '../shop-words.ts';
import { Link } from './Link.tsx';
import { Picture } from './Picture.tsx';

/** Every product, by name, as a picture and its name. */
export function Shelf(props: { readonly list: readonly RecordOf<typeof products>[] }): JSX.Element {
  return (
    <ul class="shelf">
      <For each={props.list}>
        {(product) => (
          <li class="shelf-place">
            <h2 class="shelf-name">
              <Link to={productPath(product.id)}>{named(product.name)}</Link>
            </h2>
            <Picture
              of={product}
              alt=""
              sizes="(min-width: 68rem) 18rem, (min-width: 46rem) 31vw, 46vw"
              class="shelf-picture"
            />
          </li>
        )}
      </For>
    </ul>
  );
}
