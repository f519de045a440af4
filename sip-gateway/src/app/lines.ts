import type { TrunkId } from '@decroche/protocol';
import { type OutboundRoute, outboundRoutes, type TrunkCredentials } from '../core/outbound-route.ts';
import { LineProbe, type LineProbeWorld } from './line-probe.ts';
import type { ArrivedInvite, SipPort } from './ports.ts';
import { Trunks } from './trunks.ts';

/** How the public network is reached, and how that is watched. */
export interface LineSettings {
  /** In order of preference; none = no number may be called. */
  readonly trunkIds: readonly TrunkId[];
  readonly credentials: TrunkCredentials | undefined;
  /** Beginnings of the numbers that may be called. */
  readonly allowed: readonly string[];
  readonly pingEveryMs: number;
  /** Number by which we call ourselves; absent = no probes. */
  readonly probeNumber: string | undefined;
  readonly probeEveryMs: number;
}

type LineWorld = LineProbeWorld & { readonly sip: SipPort };

/** A network that has not brought the sound back by then has not. */
const PROBE_PATIENCE_MS = 20_000;

/** The ways to the public network. */
export class Lines {
  readonly trunks: Trunks;
  readonly probe: LineProbe | undefined;
  readonly #settings: LineSettings;

  constructor(world: LineWorld, settings: LineSettings) {
    const { trunkIds, pingEveryMs, probeNumber, probeEveryMs } = settings;
    const { gatewayId, sip, events, now, logger } = world;
    this.#settings = settings;
    this.trunks = new Trunks({ trunkIds, gatewayId, sip, events, everyMs: pingEveryMs, now, logger });
    if (probeNumber === undefined) return;
    this.probe = new LineProbe(world, {
      number: probeNumber,
      routes: outboundRoutes(probeNumber, { ...settings, trunks: trunkIds, allowed: [''] }),
      everyMs: probeEveryMs,
      patienceMs: Math.min(PROBE_PATIENCE_MS, probeEveryMs),
    });
  }

  /** How a number is reached, the best way first; no way when it may not be called. */
  readonly outbound = (number: string): readonly OutboundRoute[] =>
    outboundRoutes(number, { ...this.#settings, trunks: this.trunks.inOrder() });

  /** Takes an INVITE of a probe that came back. */
  readonly takesProbe = (invite: ArrivedInvite): boolean => this.probe?.takes(invite) ?? false;

  start(): void {
    this.trunks.start();
    this.probe?.start();
  }

  stop(): void {
    this.trunks.stop();
    this.probe?.stop();
  }
}
