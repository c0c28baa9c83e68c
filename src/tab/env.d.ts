/** Set by the build: which build this is, and when it was made (milliseconds). */
declare const __BUILD_ID__: string;
declare const __BUILD_AT__: number;
/** The newest line of the changelog as this build knows it, or ''. */
declare const __NEWS__: string;

declare module '*?sharedworker&url' {
  const url: string;
  export default url;
}
declare module '*?worker&url' {
  const url: string;
  export default url;
}
interface ImportMeta {
  readonly env: { readonly BASE_URL: string; readonly DEV: boolean };
}
