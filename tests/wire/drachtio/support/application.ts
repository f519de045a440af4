import Srf from 'drachtio-srf';
import type { Target } from './target.ts';

/** Request and response as handlers of drachtio-srf get them; the package's own types lack half of what it takes. */
export interface AppRequest {
  readonly method: string;
  readonly body: string;
  get(header: string): string;
  on(event: 'cancel', listener: () => void): void;
  cancel(): void;
}

export interface AppResponse {
  readonly status: number;
  send(
    status: number,
    options?: object,
    sent?: (error: unknown) => void,
    acknowledged?: (req: AppRequest) => void,
  ): void;
}

type Handler = (req: AppRequest, res: AppResponse, next: () => void) => void;

export interface AppDialog {
  readonly connected: boolean;
  readonly sip: { readonly remoteTag: string };
  on(event: 'destroy', listener: (request: AppRequest, reason: string) => void): void;
  on(event: 'ack', listener: (request: AppRequest) => void): void;
  on(event: 'info' | 'modify', listener: (req: AppRequest, res: AppResponse) => void): void;
  destroy(): Promise<unknown>;
}

/** An application made with an unmodified drachtio-srf. */
export interface SrfApplication {
  use(method: string, handler: Handler): void;
  invite(handler: Handler): void;
  options(handler: Handler): void;
  createUAS(req: AppRequest, res: AppResponse, options: object): Promise<AppDialog>;
  createUAC(
    uri: string,
    options: object,
    progress?: { cbRequest?(error: unknown, req: AppRequest): void; cbProvisional?(res: AppResponse): void },
  ): Promise<AppDialog>;
  proxyRequest(
    req: AppRequest,
    destinations: string | string[],
    options: object,
  ): Promise<{ connected: boolean; finalStatus?: number; responses: readonly unknown[] }>;
  disconnect(): void;
}

/** Connects an application to the server under test. */
export async function connectApplication(target: Target): Promise<SrfApplication> {
  const srf = new Srf();
  const connected = new Promise<void>((resolve, reject) =>
    srf.on('connect', (error: Error | null) => (error ? reject(error) : resolve())),
  );
  srf.connect({ host: target.host, port: target.controlPort, secret: target.secret });
  await connected;
  return srf as unknown as SrfApplication;
}

/**
 * Waits until the server knows the handlers set so far. Frames are served in order, and a request to the server itself
 * is refused at once: whatever was asked before it has been done.
 */
export async function routed(srf: SrfApplication, target: Target): Promise<void> {
  await srf.createUAC(`sip:nobody@${target.sipHost}:${target.sipPort}`, { headers: {} }).catch(() => undefined);
}
