/** The page at the root. */
export async function servePage(_request: Request): Promise<Response> {
  return await Promise.resolve(new Response('Not yet', { status: 404 }));
}
