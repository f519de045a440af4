/** The home of express: HTTP doors described once, by zod, for validation and for OpenAPI. */
export * from './app.ts';
export * from './docs.ts';
export * from './identify.ts';
export * from './listen.ts';
export * from './openapi.ts';
export * from './problem.ts';
export * from './route.ts';
export * from './static-pages.ts';
