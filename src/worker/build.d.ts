/** Set by the build: which build this is, and when it was made (milliseconds). */
declare const __BUILD_ID__: string;
declare const __BUILD_AT__: number;

interface ImportMeta {
  readonly env: { readonly BASE_URL: string; readonly DEV: boolean };
}
