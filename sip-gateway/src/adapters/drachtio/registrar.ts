import { DeviceId, type GatewayId } from '@decroche/protocol';
import type { Logger } from '@decroche/platform';
import type { BindingPort, DeviceContact, DevicePort, EventPort } from '../../app/ports.ts';
import { userPart } from '../../core/caller-identity.ts';
import {
  type Binding,
  isStale,
  profileOfTransport,
  reachableUri,
  readRegister,
  type RegisterRequest,
} from '../../core/registration.ts';
import { reply } from './dialogs.ts';
import type { DigestGuard } from './digest.ts';
import type { Refusals } from './refusals.ts';
import { sourceOf } from './source.ts';
import type { Headers, SipRequest, SipResponder } from './srf.ts';

/** What the registrar works with. */
export interface RegistrarOptions {
  readonly gatewayId: GatewayId;
  readonly guard: DigestGuard;
  readonly events: EventPort;
  readonly bindings: BindingPort;
  readonly refusals: Refusals;
  readonly now: () => number;
  readonly logger: Logger;
}

type Why = 'unregistered' | 'expired' | 'connectionLost' | 'gatewayStopped';

/** Knows where agents' devices are (RFC 3261 §10), after asking for their credentials. */
export class Registrar implements DevicePort {
  readonly #options: RegistrarOptions;
  readonly #bindings = new Map<DeviceId, Binding>();
  readonly #sweeper: NodeJS.Timeout;

  constructor(options: RegistrarOptions) {
    this.#options = options;
    this.#sweeper = setInterval(() => this.#expire(), 1_000);
    this.#sweeper.unref();
  }

  contactOf(deviceId: DeviceId): DeviceContact | undefined {
    const binding = this.#bindings.get(deviceId);
    return binding && binding.expiresAt > this.#options.now() ? binding : undefined;
  }

  lost(deviceId: DeviceId): void {
    this.#unbind(deviceId, 'connectionLost');
  }

  registered(): readonly DeviceId[] {
    return [...this.#bindings.keys()];
  }

  /** Devices whose connection can vanish without a word. */
  webDevices(): readonly Binding[] {
    return [...this.#bindings.values()].filter((binding) => binding.profile === 'webrtc');
  }

  /** Takes up the registrations of an earlier start that are still good. */
  async restore(): Promise<void> {
    const now = this.#options.now();
    for (const binding of await this.#options.bindings.all()) {
      if (binding.expiresAt <= now) this.#keep('remove', this.#options.bindings.remove(binding.deviceId));
      else this.#hold(binding);
    }
  }

  /** Tells that nobody can be reached here any more; the next start finds the registrations again. */
  stop(): void {
    clearInterval(this.#sweeper);
    for (const deviceId of this.#bindings.keys()) this.#tellGone(deviceId, 'gatewayStopped');
    this.#bindings.clear();
  }

  /** A REGISTER: who are you, prove it, what do you want. */
  async onRegister(request: SipRequest, response: SipResponder): Promise<void> {
    const source = sourceOf(request);
    const asked = DeviceId.safeParse(userPart(request.get('To') ?? '') ?? '');
    if (!asked.success) return this.#refuse(request, response, 404, 'no device in To');
    const verdict = await this.#options.guard.verify(request);
    if (verdict.kind === 'missing' || verdict.kind === 'stale') {
      return reply(response, 401, {
        headers: this.#options.guard.challenge(verdict.kind === 'stale', source.transport),
      });
    }
    if (verdict.kind === 'wrong') return this.#refuse(request, response, 403, verdict.reason);
    if (verdict.deviceId !== asked.data) return this.#refuse(request, response, 403, 'credentials of another device');
    const wish = readRegister(request.get('Contact'), request.get('Expires'));
    this.#grant(asked.data, wish, request, response);
  }

  #grant(deviceId: DeviceId, wish: RegisterRequest, request: SipRequest, response: SipResponder): void {
    if (wish.kind === 'refused') return this.#refuse(request, response, wish.status, wish.reason);
    if (wish.kind === 'removeAll') this.#unbind(deviceId, 'unregistered');
    if (wish.kind === 'bind') {
      const held = this.#bindings.get(deviceId);
      const cseq = Number.parseInt(request.get('CSeq') ?? '', 10) || 0;
      if (isStale(held, request.get('Call-ID') ?? '', cseq)) {
        return this.#refuse(request, response, 500, 'a newer REGISTER was seen');
      }
      if (wish.expiresS > 0) this.#bind(deviceId, wish, request, cseq);
      else if (held?.contact === wish.contact) this.#unbind(deviceId, 'unregistered');
    }
    reply(response, 200, { headers: { ...this.#contactHeader(deviceId), Date: new Date().toUTCString() } });
  }

  #bind(deviceId: DeviceId, wish: { contact: string; expiresS: number }, request: SipRequest, cseq: number): void {
    const source = sourceOf(request);
    const userAgent = request.get('User-Agent')?.slice(0, 200);
    const binding: Binding = {
      deviceId,
      contact: wish.contact,
      uri: reachableUri(wish.contact, source),
      profile: profileOfTransport(source.transport),
      transport: source.transport,
      expiresAt: this.#options.now() + wish.expiresS * 1_000,
      callId: request.get('Call-ID') ?? '',
      cseq,
      ...(userAgent === undefined ? {} : { userAgent }),
    };
    this.#hold(binding);
    this.#keep('save', this.#options.bindings.save(binding));
  }

  #hold(binding: Binding): void {
    const { deviceId, transport, expiresAt, userAgent } = binding;
    this.#bindings.set(deviceId, binding);
    this.#options.events.publish({
      type: 'device.registered',
      deviceId,
      gatewayId: this.#options.gatewayId,
      transport,
      expiresAt,
      ...(userAgent === undefined ? {} : { userAgent }),
    });
  }

  /** Keeping is for the next start: when it fails the device registers anew within two minutes. */
  #keep(what: string, done: Promise<void>): void {
    done.catch((err: unknown) => this.#options.logger.warn({ err, what }, 'a registration was not kept'));
  }

  #unbind(deviceId: DeviceId, reason: Why): void {
    if (!this.#bindings.delete(deviceId)) return;
    this.#options.logger.info({ deviceId, reason }, 'device unregistered');
    this.#keep('remove', this.#options.bindings.remove(deviceId));
    this.#tellGone(deviceId, reason);
  }

  #tellGone(deviceId: DeviceId, reason: Why): void {
    const { gatewayId, events } = this.#options;
    events.publish({ type: 'device.unregistered', deviceId, gatewayId, reason });
  }

  #expire(): void {
    const now = this.#options.now();
    for (const { deviceId, expiresAt } of this.#bindings.values()) {
      if (expiresAt <= now) this.#unbind(deviceId, 'expired');
    }
  }

  #contactHeader(deviceId: DeviceId): Headers {
    const binding = this.#bindings.get(deviceId);
    if (!binding) return {};
    const left = Math.max(1, Math.round((binding.expiresAt - this.#options.now()) / 1_000));
    return { Contact: `<${binding.contact}>;expires=${left}`, Expires: String(left) };
  }

  #refuse(request: SipRequest, response: SipResponder, status: number, reason: string): void {
    this.#options.refusals.refuse(request, response, status, reason);
  }
}
