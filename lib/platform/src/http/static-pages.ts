import { join } from 'node:path';
import express, { type Express } from 'express';

/** A year: names of assets carry their content. */
const FOR_EVER = 'public, max-age=31536000, immutable';

/**
 * Serves a built single-page application: `/assets/*` for ever, the page itself never from a cache, and the page for
 * every other path a browser navigates to. Paths of programs (`/api`, `/socket`, `/sip`) never reach it.
 */
export function servePages(app: Express, root: string): void {
  app.use(
    express.static(root, {
      index: false,
      setHeaders: (response, path) =>
        response.setHeader('Cache-Control', path.startsWith(join(root, 'assets')) ? FOR_EVER : 'no-cache'),
    }),
  );
  app.get(/^\/(?!api\/|socket\/|sip$|assets\/)/, (request, response, next) => {
    if (!request.accepts('html')) return next();
    response.setHeader('Cache-Control', 'no-cache');
    response.sendFile('index.html', { root }, (error) => {
      if (error) next();
    });
  });
}
