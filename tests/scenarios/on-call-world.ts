import {
  OnCallPlan,
  type AcdRequest,
  type AlertId,
  type CallId,
  type Definition,
  type EscalationPolicy,
  type JournalEvent,
  type LegId,
  type ServiceDefinition,
  type TelephonyCommand,
} from '@decroche/protocol';
import { aDefinition, aService } from './builders.ts';
import type { Leg } from './scripted-gateway.ts';
import { World, type Caller } from './world.ts';

/** Tuesday 3 March 2026, 02:00 in Paris: nobody is at the desk. */
export const TUESDAY_2H = Date.parse('2026-03-03T02:00:00+01:00');

const said = (promptId: string, durationMs: number) => ({
  ...{ promptId: promptId as never, text: promptId, file: `prompts/${promptId}.wav`, durationMs },
});

/** Prompts of those who are paged: whisper 4 s, alert 4 s, last words 2 s, and the caller's announcement 5 s. */
const ON_CALL_PROMPTS = [
  ...[said('whisper', 4_000), said('alert', 4_000), said('taken', 2_000), said('passed', 2_000)],
  ...[said('elsewhere', 2_000), said('asking', 5_000)],
];

/** Out of hours policy `night` is asked, the announcement comes back each 30 s, `*` leaves for the voicemail. */
export const nightService = (change: Partial<ServiceDefinition> = {}): ServiceDefinition =>
  aService('desk', {
    onCall: { policyId: 'night', announcement: 'asking' as never, everyMs: 30_000, messageKey: '*' },
    ...change,
  });

/** The small organisation with on-call out of hours. */
export function nightDefinition(change: Partial<Definition> = {}): Definition {
  const definition = aDefinition({ services: [nightService()], ...change });
  return { ...definition, prompts: [...definition.prompts, ...ON_CALL_PROMPTS] };
}

/** Step 1: whoever has the infrastructure telephone; five minutes later step 2: max. Twice. Rings 25 s, waits 20 s for a key. */
export const aPolicy = (policyId: string, change: Partial<EscalationPolicy> = {}): EscalationPolicy => ({
  policyId,
  name: policyId,
  steps: [
    { targets: [{ kind: 'schedule', scheduleId: 'infra' }], afterMs: 0 },
    { targets: [{ kind: 'responder', responderId: 'max' as never }], afterMs: 300_000 },
  ],
  loops: 2,
  ringMs: 25_000,
  keyMs: 20_000,
  mailMs: 600_000,
  targets: { remoteMs: 3_600_000, onSiteMs: 7_200_000 },
  ...change,
});

const responder = (responderId: string, phones: readonly string[], backups: readonly string[] = []) => ({
  ...{ responderId: responderId as never, name: responderId },
  ...{ phones: phones as never[], backups: backups as never[] },
});

/** Eve has the infrastructure telephone; max has one of his own, zoe has two, lea has none. */
export const aPlan = (change: Partial<OnCallPlan> = {}): OnCallPlan =>
  OnCallPlan.parse({
    version: 1,
    publishedAt: 0,
    domainId: 'main',
    timeZone: 'Europe/Paris',
    responders: [
      ...[responder('eve', ['eve-mobile'], ['zoe']), responder('max', ['max-mobile'])],
      ...[responder('zoe', ['zoe-mobile', 'zoe-home']), responder('lea', [])],
    ],
    rotations: [],
    schedules: [
      {
        ...{ scheduleId: 'infra', name: 'Infrastructure', timeZone: 'Europe/Paris', required: { kind: 'always' } },
        rules: [
          {
            ...{ ruleId: 'always', name: 'Toujours', hours: { kind: 'always' } },
            who: { kind: 'responder', responderId: 'eve' as never },
          },
        ],
      },
      { scheduleId: 'empty', name: 'Vide', timeZone: 'Europe/Paris', required: { kind: 'always' }, rules: [] },
    ],
    policies: [aPolicy('night')],
    equipment: [],
    overrides: [],
    temporaries: [],
    absences: [],
    prompts: {
      ...{ whisper: 'whisper', alert: 'alert', accepted: 'taken', passedOn: 'passed', takenElsewhere: 'elsewhere' },
    } as never,
    workingHours: 'office' as never,
    ...change,
  } satisfies Record<keyof Omit<OnCallPlan, 'presentAs' | 'continuity'>, unknown>);

/** A plan whose policy `night` is changed. */
export const planWith = (change: Partial<EscalationPolicy>): OnCallPlan =>
  aPlan({ policies: [aPolicy('night', change)] });

/** A night of one organisation with people on call. */
export class Night {
  readonly world: World;

  private constructor(world: World) {
    this.world = world;
  }

  static async falls(options: { at?: number; plan?: OnCallPlan | null; definition?: Definition } = {}): Promise<Night> {
    const { at = TUESDAY_2H, plan = aPlan(), definition = nightDefinition() } = options;
    const world = await World.open({ at, definition });
    const night = new Night(world);
    // A gateway tells of itself at its start: it may be asked to ring somebody before anybody has called.
    await world.census();
    if (plan) await world.onCall(plan);
    return night;
  }

  telephone(partyRef: string): Telephone {
    return new Telephone(this.world, partyRef);
  }

  /** A caller who has heard the welcome, for whom those on call are asked from here on. */
  async caller(): Promise<Caller> {
    return this.world.dialsAndWaits();
  }

  /** Monitoring, or somebody, opens an alert; gives its id. */
  async alert(change: Partial<Extract<AcdRequest, { type: 'alert.openRequested' }>> = {}): Promise<AlertId> {
    const reply = await this.world.request({
      ...{ type: 'alert.openRequested', source: 'api', policyId: 'night' },
      ...{ content: { title: 'SRV SQL1 ne répond plus', detail: '' } },
      ...change,
    });
    if (reply.result !== 'accepted') throw new Error(`the alert was refused: ${reply.reason}`);
    return reply.created as AlertId;
  }

  /** The only alert, or the last one. */
  get last(): { readonly alertId: AlertId; readonly status: string } {
    const alert = [...this.world.engine.state.alerts.values()].at(-1);
    if (!alert) throw new Error('there is no alert');
    return alert;
  }

  /** Asks for something about the last alert; gives `accepted` or the reason of the refusal. */
  async asks(type: Extract<AcdRequest['type'], `alert.${string}`>, more: object = {}): Promise<string> {
    const reply = await this.world.request({ type, alertId: this.last.alertId, ...more } as AcdRequest);
    return reply.result === 'accepted' ? 'accepted' : reply.reason;
  }

  /** The journal's alert lines so far, in words: `paged eve live`, `pageEnded eve noKey`. */
  async story(): Promise<readonly string[]> {
    const lines = (await this.world.journal()).map((record) => record.event);
    return lines.flatMap((event) => (event.type.startsWith('alert.') ? [inWords(event)] : []));
  }
}

function inWords(event: JournalEvent): string {
  const { type, ...more } = event;
  const words = more as Partial<Record<string, unknown>>;
  const told = ['responderId', 'means', 'outside', 'result', 'how', 'where', 'loop', 'step', 'scheduleId'];
  const shown = told.filter((name) => words[name] !== undefined);
  const kept = type === 'alert.paged' ? shown.filter((name) => !['loop', 'step', 'scheduleId'].includes(name)) : shown;
  return [type.slice('alert.'.length), ...kept.map((name) => String(words[name]))].join(' ');
}

/** The telephone of somebody on call. */
export class Telephone {
  readonly #world: World;
  readonly #partyRef: string;

  constructor(world: World, partyRef: string) {
    this.#world = world;
    this.#partyRef = partyRef;
  }

  /** How often it has been rung. */
  get rung(): number {
    return this.#rings().length;
  }

  /** What it does now: rings, is picked up, or neither. */
  get is(): string | undefined {
    const status = this.#leg?.status;
    return status === 'released' || status === 'opened' ? undefined : status;
  }

  /** What is heard on it. */
  get hears(): readonly string[] | undefined {
    const leg = this.#leg;
    if (!leg || leg.status === 'released') return undefined;
    const { whispering, playing } = this.#world.gateway;
    const played = leg.ring ? whispering.get(leg.legId) : playing.get(leg.callId);
    return played?.files.map((file) => file.replace(/^prompts\/|\.wav$/g, ''));
  }

  async picksUp(): Promise<void> {
    const leg = this.#leg;
    if (leg?.status !== 'ringing') throw new Error(`${this.#partyRef} does not ring`);
    if (!leg.ring) this.#world.gateway.answerDial(leg.callId, this.#world.clock.now());
    else {
      leg.status = 'answered';
      const { callId, legId } = leg;
      await this.#world.says({ type: 'leg.answered', callId, legId, answeredAt: this.#world.clock.now() });
    }
    await this.#world.settle();
  }

  async presses(digit: string): Promise<void> {
    const { callId, legId } = this.where;
    await this.#world.says({ type: 'dtmf.received', callId, legId, digit, durationMs: 100 });
  }

  async hangsUp(cause: 'normal' | 'busy' | 'rejected' | 'unavailable' = 'normal'): Promise<void> {
    this.#world.gateway.hangUp(this.where.legId, this.#world.clock.now(), cause);
    await this.#world.settle();
  }

  /** The call and leg it rings by, or last rang by. */
  get where(): { readonly callId: CallId; readonly legId: LegId } {
    const ring = this.#rings().at(-1);
    if (!ring) throw new Error(`${this.#partyRef} has not been rung`);
    return { callId: ring.callId, legId: ring.legId };
  }

  get #leg(): Leg | undefined {
    const ring = this.#rings().at(-1);
    return ring && this.#world.gateway.legs.get(ring.legId);
  }

  #rings(): readonly { readonly callId: CallId; readonly legId: LegId }[] {
    const isMine = (each: TelephonyCommand): boolean =>
      each.type === 'dialCaller'
        ? each.partyRef === this.#partyRef
        : each.type === 'ringLeg' && each.target.kind === 'party' && each.target.partyRef === this.#partyRef;
    return this.#world.gateway.done.flatMap((each) => (isMine(each) && 'legId' in each ? [each] : []));
  }
}
