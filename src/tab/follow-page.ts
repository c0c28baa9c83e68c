/**
 * Tells true when a page is left, be it for the back/forward cache, or frozen: what it holds then keeps it from coming back
 * (fault B1), or others from going on (B2); and false when it goes on where it was left. Each may be told twice in a row;
 * nothing is told once the signal fires.
 */
export function followPage(
  page: Pick<Window, 'addEventListener'>,
  signal: AbortSignal,
  tell: (isLeft: boolean) => void,
): void {
  for (const [type, isLeft] of Object.entries(MEANS_LEFT)) {
    const heard = ({ persisted }: Partial<PageTransitionEvent>) => {
      // A page that is shown for the first time comes back from nowhere.
      if (isLeft || persisted !== false) tell(isLeft);
    };
    // What is told to the document passes its window, and does not bubble back.
    page.addEventListener(type, heard, { capture: true, signal });
  }
}

const MEANS_LEFT = { pagehide: true, freeze: true, resume: false, pageshow: false };
