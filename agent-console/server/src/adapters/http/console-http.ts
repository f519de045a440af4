import { access } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Logger } from '@decroche/platform';
import { httpApp, mergeDocuments, serveApiDocs, servePages, type OpenApiDocument } from '@decroche/platform/http';
import { agentRoutes } from './agent-routes.ts';
import { callRoutes } from './call-routes.ts';
import { callbackRoutes } from './callback-routes.ts';
import { definitionRoutes } from './definition-routes.ts';
import { directoryRoutes } from './directory-routes.ts';
import { dissuasionRoutes } from './dissuasion-routes.ts';
import { noticeRoutes } from './notice-routes.ts';
import { onCallRoutes } from './oncall/routes.ts';
import type { ConsoleParts } from './parts.ts';
import { peopleRoutes } from './people-routes.ts';
import { rosterRoutes } from './roster-routes.ts';
import { sealedOpeningRoutes } from './sealed-opening-routes.ts';
import { sessionRoutes } from './session-routes.ts';
import { soundRoutes } from './sound-routes.ts';
import { supervisionRoutes } from './supervision-routes.ts';
import { voicemailRoutes } from './voicemail-routes.ts';

type Handler = (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void) => void;

/** What the door needs beside the routes. */
export interface DoorOptions {
  readonly logger: Logger;
  readonly sessions: Parameters<typeof httpApp>[0]['sessions'];
  /** Path prefix → the program that serves it, unread. */
  readonly forwarded: Readonly<Record<string, Handler>>;
  /** What those programs say of their APIs. */
  readonly otherDocuments: () => Promise<readonly OpenApiDocument[]>;
  /** The built client. */
  readonly clientDir: string;
  readonly trustedProxies: number;
}

/** The console's HTTP door: its API, the other programs' under one origin, the documentation and the pages. */
export async function consoleHttp(parts: ConsoleParts, options: DoorOptions) {
  const { logger, forwarded } = options;
  const hasPages = await access(join(options.clientDir, 'index.html')).then(
    () => true,
    () => false,
  );
  if (!hasPages) logger.warn({ clientDir: options.clientDir }, 'the pages are not built: only the API is served');
  const door = httpApp({
    title: 'Décroché: console',
    logger,
    sessions: options.sessions,
    trustedProxies: options.trustedProxies,
    documentPath: '/api/console/openapi.json',
    routes: [
      ...sessionRoutes(parts),
      ...noticeRoutes(parts),
      // Before the definitions: `/api/agents/me/…` is no agent's name.
      ...agentRoutes(parts),
      ...callRoutes(parts),
      ...directoryRoutes(parts),
      ...soundRoutes(parts),
      ...dissuasionRoutes(parts),
      ...supervisionRoutes(parts),
      ...callbackRoutes(parts),
      ...sealedOpeningRoutes(parts),
      ...voicemailRoutes(parts),
      ...definitionRoutes(parts),
      ...rosterRoutes(parts),
      ...onCallRoutes(parts),
      ...peopleRoutes(parts),
    ],
    before(app) {
      for (const [prefix, handler] of Object.entries(forwarded)) app.use(prefix, handler);
      app.get('/api/openapi.json', async (_request, response) => {
        const others = await options.otherDocuments();
        response.json(mergeDocuments('Décroché', [door.document, ...others]));
      });
      serveApiDocs(app, '/api/openapi.json');
    },
    ...(hasPages ? { after: (app) => servePages(app, options.clientDir) } : {}),
  });
  return door.app;
}
