import type { Logger } from '@decroche/platform';
import type { ArrivedInvite, SipPort } from '../../app/ports.ts';
import { ALLOW, Dialogs, reply, send, timerTooShort } from './dialogs.ts';
import type { DigestGuard } from './digest.ts';
import { handleInDialog } from './in-dialog.ts';
import { arrivedInvite, type InviteGuard } from './inbound.ts';
import { OutboundDialog } from './outbound.ts';
import type { Refusals } from './refusals.ts';
import type { Registrar } from './registrar.ts';
import { sourceOf } from './source.ts';
import { newSrf, type SipRequest, type SipResponder, type SrfClient } from './srf.ts';

/** Where the SIP daemon is. */
export interface SipDoorOptions {
  readonly host: string;
  readonly port: number;
  readonly secret: string;
  readonly refusals: Refusals;
  readonly logger: Logger;
}

/** What is behind the SIP door. */
export interface SipDoorWorld {
  readonly guard: DigestGuard;
  readonly registrar: Registrar;
  readonly onInvite: (invite: ArrivedInvite) => Promise<void>;
}

const OFFERED = [
  'invite',
  'register',
  'options',
  'subscribe',
  'message',
  'publish',
  'notify',
  'refer',
  'info',
  'update',
];
const PROBE_MS = 20_000;

/** The SIP daemon's connection: everything that arrives is read here, everything that leaves goes through here. */
export class SipDoor implements SipPort {
  readonly #srf: SrfClient = newSrf();
  readonly #options: SipDoorOptions;
  readonly #dialogs: Dialogs;
  #world: SipDoorWorld | undefined;
  #connected = false;
  #prober: NodeJS.Timeout | undefined;

  constructor(options: SipDoorOptions) {
    this.#options = options;
    this.#dialogs = new Dialogs(this.#srf, options.logger);
  }

  /** Whether the daemon can be spoken to. */
  get connected(): boolean {
    return this.#connected;
  }

  /** Connects, and connects again whenever the connection is lost. Resolves at the first success. */
  open(world: SipDoorWorld): Promise<void> {
    this.#world = world;
    const { host, port, secret, logger } = this.#options;
    // The first handler takes every request; the others only make the daemon send these methods here.
    this.#srf.use((request, response) => this.#onRequest(request, response));
    for (const method of OFFERED) this.#srf.use(method, () => undefined);
    this.#prober = setInterval(() => this.#probe(), PROBE_MS);
    return new Promise((resolve) => {
      this.#srf.on('connect', (error: unknown, hostport: unknown) => {
        this.#connected = !error;
        if (error) return logger.error({ err: error }, 'the SIP daemon refuses the secret');
        logger.info({ hostport }, 'connected to the SIP daemon');
        this.#dialogs.probe();
        resolve();
      });
      this.#srf.on('error', (error: unknown) => this.#lost(error));
      this.#srf.on('close', () => this.#lost(undefined));
      this.#srf.connect({ host, port, secret, reconnect: { retryMaxDelay: 2_000 }, enablePing: true });
    });
  }

  close(): void {
    clearInterval(this.#prober);
    try {
      this.#srf.disconnect();
    } catch (err) {
      this.#options.logger.debug({ err }, 'there was no connection to close');
    }
  }

  invite: SipPort['invite'] = (request, listener) => new OutboundDialog(this.#srf, this.#dialogs, request, listener);

  askWhetherThere: SipPort['askWhetherThere'] = (uri, withinMs) =>
    new Promise((resolve) => {
      const deadline = setTimeout(() => resolve(408), withinMs);
      const answered = (status: number) => {
        clearTimeout(deadline);
        resolve(status);
      };
      send(this.#srf, uri, { method: 'OPTIONS', headers: { Accept: 'application/sdp' } }, (error, request) => {
        if (error) {
          this.#options.logger.debug({ err: error }, 'an OPTIONS did not leave');
          answered(503);
        }
        request?.on('response', ({ status }) => {
          if (status >= 200) answered(status);
        });
      });
    });

  #lost(err: unknown): void {
    if (this.#connected) this.#options.logger.error({ err }, 'the connection to the SIP daemon is lost');
    this.#connected = false;
  }

  #onRequest(request: SipRequest, response: SipResponder): void {
    try {
      this.#treat(request, response);
    } catch (err) {
      this.#options.refusals.defect(err, request, response);
    }
  }

  #treat(request: SipRequest, response: SipResponder): void {
    const world = this.#world!;
    const { refusals } = this.#options;
    const dialogId = request.stackDialogId;
    const dialog = this.#dialogs.find(dialogId);
    if (dialog && dialogId !== undefined) {
      return handleInDialog({ dialogs: this.#dialogs, dialogId, dialog, refusals, request, response });
    }
    if (request.method === 'ACK' || request.source === 'application') return;
    const refuse = (status: number, reason: string) => refusals.refuse(request, response, status, reason);
    const broken = (err: unknown) => refusals.defect(err, request, response);
    if (/;\s*tag\s*=/i.test(request.get('To') ?? '')) return refuse(481, 'no such dialog');
    switch (request.method) {
      case 'INVITE':
        if (timerTooShort(request)) return refuse(422, 'the session timer is too short');
        void world.onInvite(arrivedInvite(this.#dialogs, this.#inviteGuard, request, response)).catch(broken);
        return;
      case 'REGISTER':
        void world.registrar.onRegister(request, response).catch(broken);
        return;
      case 'OPTIONS':
        return reply(response, 200, { headers: { Allow: ALLOW, Accept: 'application/sdp', Supported: 'timer' } });
      case 'SUBSCRIBE':
        return refuse(489, 'no event is published here');
      default:
        return refuse(405, 'this method is not known here');
    }
  }

  readonly #inviteGuard: InviteGuard = {
    verify: async (request) => {
      const verdict = await this.#world!.guard.verify(request);
      if (verdict.kind === 'wrong') {
        this.#options.logger.warn(
          { reason: verdict.reason, source: request.source_address },
          'INVITE credentials refused',
        );
      }
      return verdict.kind === 'verified' ? verdict.deviceId : undefined;
    },
    challenge: (request, response) =>
      reply(response, 401, { headers: this.#world!.guard.challenge(false, sourceOf(request).transport) }),
  };

  /** A browser's connection vanishes without a word: asked regularly, the daemon answers 503 for one that is gone. */
  #probe(): void {
    const registrar = this.#world?.registrar;
    if (!this.#connected || !registrar) return;
    for (const { deviceId, uri, callId } of registrar.webDevices()) {
      send(this.#srf, uri, { method: 'OPTIONS' }, (_error, request) => {
        request?.on('response', ({ status }) => {
          const same = registrar.webDevices().some((held) => held.deviceId === deviceId && held.callId === callId);
          if (status === 503 && same) registrar.lost(deviceId);
        });
      });
    }
  }
}
