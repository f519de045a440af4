/**
 * Calls itself through each trunk and listens for its own sound, so that "lines restored within an hour" is measured (IC6).
 *
 * ```
 *   our INVITE ──▶ trunk ──▶ network ──▶ INVITE to the probe number ──▶ answered here, a tone is played
 *   our ear    ◀── trunk ◀── network ◀───────────────────────────────────────── tone
 * ```
 *
 * Neither side is a call of the acd: nothing of it is counted. One probe at a time, so that the INVITE which comes back is ours.
 */
import type { CallId, GatewayId, LegId, TrunkId } from '@decroche/protocol';
import type { Logger } from '@decroche/platform';
import { userPart } from '../core/caller-identity.ts';
import type { OutboundRoute, TrunkRoute } from '../core/outbound-route.ts';
import { readSdp } from '../core/sdp.ts';
import { normaliseNumber, withoutNumbers } from '../core/telephone-number.ts';
import type { ArrivedInvite, Ear, EarPort, EventPort, FilePort, LegListener, MediaCall, MediaPort, SipDialog, SipPort } from './ports.ts'; // prettier-ignore

/** What a probe needs of the world. */
export interface LineProbeWorld {
  readonly gatewayId: GatewayId;
  readonly bootId: string;
  readonly sip: Pick<SipPort, 'invite'>;
  readonly media: MediaPort;
  readonly ear: EarPort;
  readonly files: Pick<FilePort, 'probeTone' | 'silence'>;
  readonly events: EventPort;
  readonly now: () => number;
  readonly logger: Logger;
  readonly isTrunk: (address: string) => boolean;
  /** Whether a number reaches a service: then a probe would be a call of the acd. */
  readonly isServed: (number: string) => boolean;
}

/** What is probed. */
export interface LineProbeSettings {
  /** A number of ours at the carrier, of no service, in its one way of writing. */
  readonly number: string;
  /** One way through each trunk. */
  readonly routes: readonly TrunkRoute[];
  readonly everyMs: number;
  /** Then it has failed. */
  readonly patienceMs: number;
}

/** What came of one probe; without `why` the sound was heard. */
interface Outcome {
  readonly roundTripMs?: number;
  readonly why?: string;
}

/** Probes the lines, one after the other, again and again. */
export class LineProbe {
  readonly #world: LineProbeWorld;
  readonly #settings: LineProbeSettings;
  readonly #results = new Map<TrunkId, boolean>();
  #timer: NodeJS.Timeout | undefined;
  #current: Probe | undefined;
  #busy = false;
  #stopped = false;
  #count = 0;

  constructor(world: LineProbeWorld, settings: LineProbeSettings) {
    this.#world = world;
    this.#settings = settings;
  }

  /** Whether each trunk let our own sound through at the last probe. */
  get results(): ReadonlyMap<TrunkId, boolean> {
    return this.#results;
  }

  start(): void {
    this.#timer = setInterval(() => void this.#round(), this.#settings.everyMs);
    void this.#round();
  }

  stop(): void {
    this.#stopped = true;
    clearInterval(this.#timer);
    this.#current?.end('the gateway stops');
  }

  /** Takes an INVITE that may be our own on its way back. */
  takes(invite: ArrivedInvite): boolean {
    const probe = this.#current;
    if (!probe || invite.source.transport.startsWith('ws') || !this.#world.isTrunk(invite.source.address)) return false;
    if (normaliseNumber(userPart(invite.requestUri) ?? '') !== this.#settings.number) return false;
    return probe.take(invite);
  }

  async #round(): Promise<void> {
    if (this.#busy) return;
    if (this.#world.isServed(this.#settings.number)) {
      this.#world.logger.error('the number of the probe is one of a service: the lines are not probed');
      return;
    }
    this.#busy = true;
    for (const route of this.#settings.routes) if (!this.#stopped) await this.#probe(route);
    this.#busy = false;
  }

  async #probe(route: TrunkRoute): Promise<void> {
    const { gatewayId, bootId, now, logger, events } = this.#world;
    const probeId = `${gatewayId}-${bootId}-probe${++this.#count}`;
    const probe = new Probe(this.#world, this.#settings, probeId);
    this.#current = probe;
    const outcome = await probe.run(route).catch((err: unknown): Outcome => {
      logger.error({ err, probeId }, 'a line could not be probed');
      return { why: 'the media server did not take the probe' };
    });
    this.#current = undefined;
    if (this.#stopped) return;
    const { trunkId } = route;
    const ok = outcome.why === undefined;
    if (!ok) logger.warn({ probeId, trunkId, why: outcome.why }, 'a line did not bring back our own sound');
    this.#results.set(trunkId, ok);
    events.publish({ type: 'line.probed', gatewayId, trunkId, probedAt: now(), ok, ...outcome });
  }
}

/** Both ends of one probe. */
class Probe {
  readonly #world: LineProbeWorld;
  readonly #settings: LineProbeSettings;
  readonly #probeId: string;
  readonly #held: { readonly media: MediaCall; readonly dialog?: SipDialog }[] = [];
  readonly #failed = Promise.withResolvers<Outcome>();
  #state: 'unanswered' | 'answered' | 'back' = 'unanswered';
  #over = false;

  constructor(world: LineProbeWorld, settings: LineProbeSettings, probeId: string) {
    this.#world = world;
    this.#settings = settings;
    this.#probeId = probeId;
  }

  end(why: string): void {
    this.#failed.resolve({ why: withoutNumbers(why).slice(0, 200) });
  }

  async run(route: OutboundRoute): Promise<Outcome> {
    const { ear: ears, files, now } = this.#world;
    const ear = await ears.open(files.probeTone.hz);
    const deadline = setTimeout(() => this.end(this.#tooLate()), this.#settings.patienceMs);
    try {
      const begunAt = now();
      await this.#callOurselves(route, ear);
      const heard = ear.heard.then((): Outcome => ({ roundTripMs: Math.round(now() - begunAt) }));
      return await Promise.race([heard, this.#failed.promise]);
    } finally {
      clearTimeout(deadline);
      ear.close();
      this.#clear();
    }
  }

  /** Our INVITE on its way back: answered at once, with the tone. */
  take(invite: ArrivedInvite): boolean {
    const sdp = readSdp(invite.sdp);
    if (this.#over || typeof sdp === 'string') return false;
    const media = this.#mediaCall(invite.sdp, sdp.profile);
    const { dialog } = invite;
    this.#held.push({ media, dialog });
    dialog.listen(unheard);
    void this.#answer(invite, media).catch((err: unknown) => {
      this.#world.logger.warn({ err, probeId: this.#probeId }, 'a probe that came back could not be answered');
      this.end('it came back, but could not be answered');
    });
    return true;
  }

  async #answer({ dialog }: ArrivedInvite, media: MediaCall): Promise<void> {
    const { media: server, files } = this.#world;
    const [attached] = await server.run(media, [{ do: 'attachCaller' }]);
    if (this.#over) return void (await server.run(media, [{ do: 'deleteCall' }]));
    await dialog.answer(attached?.sdp ?? '');
    this.#state = 'back';
    if (!this.#over) await server.run(media, [{ do: 'play', file: files.probeTone.file, repeat: true }]); // prettier-ignore
  }

  async #callOurselves(route: OutboundRoute, ear: Ear): Promise<void> {
    const { sip, media: server, files } = this.#world;
    const media = this.#mediaCall(server.nobody, 'plain');
    const [attached] = await server.run(media, [{ do: 'attachCaller' }]);
    const listener: LegListener = {
      ...unheard,
      answered: (sdp) => {
        if (this.#state === 'unanswered') this.#state = 'answered';
        media.callerSdp = sdp;
        // Some networks send nothing to who has sent nothing.
        const listen = [{ do: 'attachSink', sdp: ear.sdp }, { do: 'play', file: files.silence, repeat: true }] as const; // prettier-ignore
        server.run(media, listen).catch(() => this.end('the answer of the trunk could not be used'));
      },
      ended: ({ sip: said }) => this.end(`the trunk ended it: ${said}`),
      moved: async (sdp) => {
        media.callerSdp = sdp;
        return (await server.run(media, [{ do: 'attachSink', sdp: ear.sdp }])).at(-1)?.sdp ?? '';
      },
    };
    const from = { number: this.#settings.number };
    const { uri, credentials } = route;
    const dialog = sip.invite({ uri, credentials, side: 'caller', from, sdp: attached?.sdp ?? '', headers: {} }, listener); // prettier-ignore
    this.#held.push({ media, dialog });
  }

  #mediaCall(callerSdp: string, callerProfile: MediaCall['callerProfile']): MediaCall {
    const callId = `${this.#probeId}-${this.#held.length}` as CallId;
    return { callId, callerLegId: `${callId}-c` as LegId, callerSdp, callerProfile };
  }

  #tooLate(): string {
    switch (this.#state) {
      case 'unanswered':
        return 'nobody answered, and it did not come back';
      case 'answered':
        return 'somebody answered, but it did not come back';
      case 'back':
        return 'it came back, but its sound was not heard';
    }
  }

  #clear(): void {
    this.#over = true;
    for (const { media, dialog } of this.#held) {
      dialog?.end('normal');
      this.#world.media.run(media, [{ do: 'deleteCall' }]).catch((err: unknown) => {
        this.#world.logger.debug({ err, callId: media.callId }, 'the media server did not forget a probe');
      });
    }
  }
}

const nothing = () => undefined;
const unheard = {
  ...{ rang: nothing, answered: nothing, ended: nothing, directionChanged: nothing, transferRequested: nothing },
  moved: () => Promise.resolve(''),
} satisfies LegListener;
