import express, { type Express } from 'express';
import { absolutePath } from 'swagger-ui-dist';

/** Serves a browsable page of the API at `/api/docs`, every asset from this machine. */
export function serveApiDocs(app: Express, documentUrl: string): void {
  const page = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Décroché: API</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/api/docs/assets/swagger-ui.css"></head>
<body><main id="swagger-ui"></main>
<script src="/api/docs/assets/swagger-ui-bundle.js"></script><script src="/api/docs/start.js"></script></body></html>`;
  const start = `SwaggerUIBundle({ url: ${JSON.stringify(documentUrl)}, dom_id: '#swagger-ui', deepLinking: true,
  requestInterceptor: (request) => { request.headers['x-decroche'] = '1'; return request; } });`;
  app.get('/api/docs', (_request, response) => void response.type('html').send(page));
  app.get('/api/docs/start.js', (_request, response) => void response.type('js').send(start));
  app.use('/api/docs/assets', express.static(absolutePath(), { index: false, maxAge: '1d' }));
}
