import type { JSX } from 'solid-js';
import { createForm } from '../create-form.ts';
import { addProduct } from '../mutators.ts';
import { typedText } from '../plain/typed-text.ts';
import { shopWords } from '../shop-words.ts';
import { FormField, MutatorForm } from './MutatorForm.tsx';

/** The form for another product; its picture is put in Airtable. */
export function AddProduct(): JSX.Element {
  const form = createForm({
    mutator: addProduct,
    draft: () => 'product',
    labels: { name: shopWords.name, description: shopWords.description },
    toArguments: ({ name = '', description = '' }) => ({
      name: typedText(name),
      description: typedText(description),
    }),
  });
  return (
    <MutatorForm
      form={form}
      title={shopWords.addProductTitle}
      submit={shopWords.addProduct}
      class="add-product"
      sent={shopWords.added}
    >
      <FormField form={form} name="name" label={shopWords.name} />
      <FormField form={form} name="description" label={shopWords.description} kind="lines" />
    </MutatorForm>
  );
}
