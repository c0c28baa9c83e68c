/** What Vite fills in at build time. */
interface ImportMeta {
  readonly env: { readonly BASE_URL: string; readonly DEV: boolean };
}
