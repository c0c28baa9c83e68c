/**
 * Asks once more for the pictures on the page, now that the service worker is there to store them: those of a first visit
 * were loaded before it. They come out of the browser's own cache, since their addresses never change (B49).
 */
export async function keepPictures(page: Pick<Document, 'images'>): Promise<void> {
  const here = [...page.images].map(({ currentSrc }) => currentSrc).filter(isMedia);
  await Promise.allSettled(here.map((url) => fetch(url, { cache: 'force-cache' })));
}

function isMedia(url: string): boolean {
  return url.startsWith(new URL(`${import.meta.env.BASE_URL}v1/media/`, location.href).href);
}
