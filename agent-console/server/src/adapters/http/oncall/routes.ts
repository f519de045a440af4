import type { Route } from '@decroche/platform/http';
import type { ConsoleParts } from '../parts.ts';
import { alertRoutes } from './alert-routes.ts';
import { changeRoutes } from './change-routes.ts';
import { setupRoutes } from './setup-routes.ts';
import { swapRoutes } from './swap-routes.ts';
import { viewRoutes } from './view-routes.ts';

/** All below `/api/on-call`: what somebody who is only on call is let into. */
export function onCallRoutes(parts: ConsoleParts): Route[] {
  return [
    ...viewRoutes(parts),
    ...setupRoutes(parts),
    ...changeRoutes(parts),
    ...swapRoutes(parts),
    ...alertRoutes(parts),
  ];
}
