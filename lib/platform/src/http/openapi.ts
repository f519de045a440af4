import { z } from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import type { Route } from './route.ts';

/** An OpenAPI 3.1 document, as JSON. */
export type OpenApiDocument = ReturnType<typeof createDocument>;

/** RFC 9457, with the id under which the refusal stands in the log. */
export const ProblemDetails = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    reason: z.string().optional(),
    errorId: z.string(),
    issues: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'ProblemDetails' });

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: ProblemDetails } },
});

function success(route: Route): Record<string, unknown> {
  if (route.result) return { description: 'done', content: { 'application/json': { schema: route.result } } };
  if (route.produces) return { description: 'the file', content: { [route.produces]: { schema: z.string() } } };
  return { description: 'done, nothing to say' };
}

function bodyOf(route: Route): Record<string, unknown> {
  if (!route.body) return {};
  if ('text' in route.body) return { requestBody: { content: { [route.body.text]: { schema: z.string() } } } };
  if ('bytes' in route.body) {
    const file = { schema: z.string().meta({ format: 'binary' }) };
    return { requestBody: { content: Object.fromEntries(route.body.bytes.map((type) => [type, file])) } };
  }
  return { requestBody: { content: { 'application/json': { schema: route.body } } } };
}

function operation(route: Route): ZodOpenApiOperationObject {
  const refusals = Object.entries(route.refusals ?? {}).map(([status, meaning]) => [status, problem(meaning)]);
  const secured = route.access !== 'public';
  return {
    summary: route.summary,
    tags: [route.tag],
    ...(secured ? { security: [{ session: [] }, { token: [] }] } : {}),
    ...(secured && route.access !== 'signedIn' ? { description: `Needs the role \`${route.access}\`.` } : {}),
    requestParams: {
      ...(route.params ? { path: route.params } : {}),
      ...(route.query ? { query: route.query } : {}),
    },
    ...bodyOf(route),
    responses: {
      [route.result || route.produces ? '200' : '204']: success(route),
      '400': problem('not valid'),
      ...(secured ? { '401': problem('not signed in'), '403': problem('not allowed') } : {}),
      ...Object.fromEntries(refusals),
    },
  } as ZodOpenApiOperationObject;
}

/** Describes a list of routes as OpenAPI. */
export function describeRoutes(title: string, routes: readonly Route[]): OpenApiDocument {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const route of routes) {
    const path = route.path.replace(/:([A-Za-z]+)/g, '{$1}');
    (paths[path] ??= {})[route.method] = operation(route);
  }
  return createDocument({
    openapi: '3.1.0',
    info: { title, version: '1' },
    paths: paths as ZodOpenApiPathsObject,
    components: {
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'decroche_session' },
        token: { type: 'http', scheme: 'bearer' },
      },
    },
  });
}

/** One document out of several programs' documents under one origin. */
export function mergeDocuments(title: string, documents: readonly OpenApiDocument[]): OpenApiDocument {
  const [first, ...rest] = documents;
  const merged = structuredClone(first ?? describeRoutes(title, []));
  merged.info.title = title;
  for (const document of rest) {
    merged.paths = { ...merged.paths, ...document.paths };
    merged.components = {
      ...merged.components,
      schemas: { ...merged.components?.schemas, ...document.components?.schemas },
    };
  }
  return merged;
}
