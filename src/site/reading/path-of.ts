/** The site's own path of a link to it, below its base. */
export function pathOf({ pathname }: HTMLAnchorElement): string {
  return `/${pathname.slice(import.meta.env.BASE_URL.length)}`;
}
