import type { ControlContext } from '../control.ts';

/** Answers the grid's own calls. */
export async function answerGrid(
  _request: Request,
  _path: readonly string[],
  _context: ControlContext,
): Promise<Response> {
  return await Promise.resolve(new Response('Not yet', { status: 404 }));
}
