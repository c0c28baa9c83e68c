/** What Vite fills in at build time. */
interface ImportMeta {
  readonly env: { readonly BASE_URL: string; readonly DEV: boolean; readonly SSR: boolean };
}

/** The address of a style sheet that is loaded by hand. */
declare module '*.css?url' {
  export const stylesHref: string;
  // oxlint-disable-next-line import/no-default-export -- so Vite gives it
  export default stylesHref;
}
