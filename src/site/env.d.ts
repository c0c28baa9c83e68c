/** What Vite fills in at build time. */
interface ImportMeta {
  readonly env: { readonly BASE_URL: string; readonly DEV: boolean; readonly SSR: boolean };
}

/** Where 'Airtable base' leads; '' hides it (vite-plugin-base-link.ts). */
declare const __BASE_LINK__: string;

/** The address of a style sheet that is loaded by hand. */
declare module '*.css?url' {
  export const stylesHref: string;
  // oxlint-disable-next-line import/no-default-export -- so Vite gives it
  export default stylesHref;
}
