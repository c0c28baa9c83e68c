/** The addresses of every page but 'not-found', as a server's router takes them (routes.ts says what each shows): it answers all others with 404. */
export const SITE_ROUTES: readonly string[] = [
  '/',
  '/blog',
  '/blog/:id',
  '/blog/:id/:slug',
  '/catalog',
  '/catalog/:id',
  '/quotes',
  '/quotes/:id',
  '/admin',
  '/dashboard',
  '/search',
  '/todo',
  '/todo/:filter',
  '/active',
  '/completed',
  '/status',
];
