import { createLogger, ManualClock, memoryBus, type Bus } from '@decroche/platform';
import {
  CommandMessage,
  JournalRecord,
  ReplyMessage,
  streams,
  type AcdRequest,
  type AgentId,
  type CallId,
  type Definition,
  type EngineInput,
  type JournalEvent,
  type JournalEventOf,
  type LegId,
  type OnCallPlan,
  type Reply,
  type RosterShift,
  type TelephonyEvent,
} from '@decroche/protocol';
import { manualAlarm } from '../../acd/src/adapters/memory/alarm-clock.ts';
import { memoryJournal } from '../../acd/src/adapters/memory/journal.ts';
import { startEngine, type Engine } from '../../acd/src/app/engine.ts';
import type { Journal } from '../../acd/src/app/ports.ts';
import { brokenInvariants } from '../../acd/src/core/invariants.ts';
import { offerOf, offersOf } from '../../acd/src/core/call.ts';
import { aDefinition, MONDAY_10H } from './builders.ts';
import { ScriptedGateway } from './scripted-gateway.ts';

const DOMAIN = 'main' as never;
const REPLIES = streams.replies('story');

/** A call centre in one process, on a clock that moves when the story says so. */
export class World {
  readonly clock: ManualClock;
  readonly gateway: ScriptedGateway;
  engine!: Engine;
  readonly #bus: Bus = memoryBus();
  readonly #journal: Journal = memoryJournal(this.#bus, DOMAIN);
  readonly #alarm;
  #outbox: EngineInput[] = [];
  #messages = 0;
  #callers = 0;
  #epoch = 0;
  #obeyed: string | undefined;
  readonly #devices = new Set<string>();
  #definition: Definition;

  private constructor(at: number, definition: Definition) {
    this.clock = new ManualClock(at);
    this.#alarm = manualAlarm(this.clock);
    this.#definition = definition;
    const durations = (): Map<string, number> =>
      new Map(this.#definition.prompts.map((each) => [each.file, each.durationMs]));
    this.gateway = new ScriptedGateway(
      (event) => this.#outbox.push({ ...this.#envelope(), kind: 'telephony', event }),
      // What is in no definition is a dissuasion message.
      (file) => durations().get(file) ?? 8_000,
    );
  }

  /** Opens a centre; `definition` null leaves it without one. */
  static async open(options: { at?: number; definition?: Definition | null } = {}): Promise<World> {
    const world = new World(options.at ?? MONDAY_10H, options.definition ?? aDefinition());
    await world.#start();
    if (options.definition !== null) await world.publish(world.#definition);
    return world;
  }

  /** Publishes a definition, as the console does. */
  async publish(definition: Definition): Promise<void> {
    this.#definition = definition;
    this.#outbox.push({ ...this.#envelope(), kind: 'definition', definition });
    await this.settle();
  }

  /**
   * The acd dies and another takes over after a while; `meanwhile` is what the world does with nobody there. Only its
   * memory dies: what it had not written is lost with it.
   */
  async killAndRestart(downMs = 3_000, meanwhile: () => void = () => undefined): Promise<void> {
    await this.engine.stop();
    this.clock.advance(downMs);
    meanwhile();
    const said = this.#outbox;
    this.#outbox = [];
    await this.#bus.publish(streams.inputs(DOMAIN), said);
    await this.#start();
    await this.settle();
    await this.pass(0);
  }

  async #start(): Promise<void> {
    this.#epoch += 1;
    const { clock } = this;
    const logger = createLogger({ name: 'acd', level: 'silent' });
    this.engine = await startEngine({
      ...{ domainId: DOMAIN, epoch: this.#epoch, bus: this.#bus, journal: this.#journal, clock, logger },
      alarm: this.#alarm,
    });
  }

  /** Someone dials a number; by default the welcome is not yet over. */
  async dials(number = '8008', change: { partyRef?: string; receivedAt?: number } = {}): Promise<Caller> {
    this.#callers += 1;
    const callId = `call-${this.#callers}` as CallId;
    const legId = `leg-${this.#callers}` as LegId;
    const service = this.#definition.services.find((each) => each.numbers.includes(number));
    this.gateway.legs.set(legId, { callId, legId, ring: undefined, status: 'inviting' });
    await this.says({
      type: 'leg.arrived',
      ...{ callId, legId, gatewayId: this.gateway.gatewayId, dialled: number },
      serviceId: (service?.serviceId ?? 'unknown') as never,
      receivedAt: change.receivedAt ?? this.clock.now(),
      partyRef: (change.partyRef ?? `party-${this.#callers}`) as never,
    });
    return new Caller(this, callId, legId);
  }

  /** Someone dials and has heard the welcome. */
  async dialsAndWaits(number = '8008', change: { partyRef?: string } = {}): Promise<Caller> {
    const caller = await this.dials(number, change);
    await this.pass(3_000);
    return caller;
  }

  agent(agentId: string): AgentActor {
    return new AgentActor(this, agentId as AgentId);
  }

  /** An agent in service, their telephone registered, ready. */
  async ready(...names: string[]): Promise<void> {
    for (const name of names) {
      const agent = this.agent(name);
      await agent.registers();
      await agent.asks('agent.loginRequested');
      await agent.asks('agent.readyRequested');
      // Longest idle first must not depend on two agents' being ready within one millisecond.
      await this.pass(1);
    }
  }

  /** The gateway tells something, or several things in one breath. */
  async says(...events: TelephonyEvent[]): Promise<void> {
    for (const event of events) this.#outbox.push({ ...this.#envelope(), kind: 'telephony', event });
    await this.settle();
  }

  /** The gateway's every-minute census. */
  async census(): Promise<void> {
    this.gateway.census(this.clock.now(), [...this.#devices], 'periodic');
    await this.settle();
  }

  async gatewayRestarts(): Promise<void> {
    this.gateway.restarts(this.clock.now(), [...this.#devices]);
    await this.settle();
  }

  async deviceRegisters(deviceId: string): Promise<void> {
    this.#devices.add(deviceId);
    await this.says({
      type: 'device.registered',
      ...{ deviceId: deviceId as never, gatewayId: this.gateway.gatewayId, transport: 'wss' },
      expiresAt: this.clock.now() + 60_000,
    });
  }

  async deviceVanishes(deviceId: string): Promise<void> {
    this.#devices.delete(deviceId);
    await this.says({
      type: 'device.unregistered',
      ...{ deviceId: deviceId as never, gatewayId: this.gateway.gatewayId, reason: 'connectionLost' },
    });
  }

  /** Publishes a roster, as the console does at each change. */
  async roster(shifts: readonly RosterShift[], version = 1): Promise<void> {
    const fromAt = MONDAY_10H - 34 * 3_600_000;
    const stretch = { fromAt, toAt: fromAt + 4 * 86_400_000 };
    const roster = { version, publishedAt: this.clock.now(), domainId: DOMAIN, ...stretch, shifts: [...shifts] };
    this.#outbox.push({ ...this.#envelope(), kind: 'roster', roster });
    await this.settle();
  }

  /** Publishes who is on call, as the console does at each change. */
  async onCall(plan: OnCallPlan): Promise<void> {
    this.#outbox.push({ ...this.#envelope(), kind: 'onCallPlan', plan });
    await this.settle();
  }

  /** The call-back that answers a call, or that a request made. */
  async callbackOf(callId: CallId): Promise<CallbackActor> {
    const placed = (await this.events('call.placed')).find((each) =>
      [each.answersCallId, each.callId].includes(callId),
    );
    if (!placed) throw new Error(`${callId} has no call-back`);
    return new CallbackActor(this, placed.callId);
  }

  /** Asks the acd for something and waits for its answer. */
  async request(request: AcdRequest): Promise<Reply> {
    const envelope = this.#envelope();
    this.#outbox.push({ ...envelope, kind: 'request', request, actor: 'story', replyTo: REPLIES });
    await this.settle();
    // Most answers are there at once; a trial of a definition is answered when it is done.
    for (let turns = 0; turns < 10_000; turns += 1) {
      const replies = (await this.#bus.read(REPLIES, 'start', 10_000)).map(({ value }) => ReplyMessage.parse(value));
      const reply = replies.find((each) => each.to === envelope.id)?.reply;
      if (reply) return reply;
      await new Promise((resolve) => setImmediate(resolve));
    }
    throw new Error(`${request.type} was not answered`);
  }

  /** Sends the same input again, as a publisher does after a doubtful answer. */
  async repeats(input: EngineInput): Promise<void> {
    this.#outbox.push(input);
    await this.settle();
  }

  /** Lets time pass, deadline by deadline. */
  async pass(ms: number): Promise<void> {
    const until = this.clock.now() + ms;
    for (;;) {
      const next = Math.min(this.#alarm.dueAt ?? Infinity, this.gateway.nextEndAt);
      if (next > until) break;
      this.clock.advance(Math.max(0, next - this.clock.now()));
      this.gateway.tellEnds(this.clock.now());
      this.#alarm.ringIfDue();
      await this.settle();
    }
    this.clock.advance(until - this.clock.now());
  }

  /** Until everything said has been heard, by the acd and by the gateway, and nothing is left to say. */
  async settle(): Promise<void> {
    const inputs = streams.inputs(DOMAIN);
    for (;;) {
      const said = this.#outbox;
      this.#outbox = [];
      await this.#bus.publish(inputs, said);
      const last = (await this.#bus.last(inputs))?.position;
      for (let turns = 0; (await this.#journal.load()).checkpoint !== last; turns += 1) {
        if (turns > 10_000) throw new Error('the acd does not take its inputs');
        await new Promise((resolve) => setImmediate(resolve));
      }
      await this.engine.idle();
      await this.#letGatewayObey();
      if (this.#outbox.length === 0) break;
    }
    const broken = brokenInvariants(this.engine.state);
    if (broken.length > 0) throw new Error(`broken: ${JSON.stringify(broken)}`);
  }

  async #letGatewayObey(): Promise<void> {
    const commands = streams.commands(this.gateway.gatewayId);
    const entries = await this.#bus.read(commands, this.#obeyed ?? 'start', 10_000);
    for (const { position, value } of entries) {
      this.gateway.obey(CommandMessage.parse(value), this.clock.now());
      this.#obeyed = position;
    }
  }

  /** The journal so far. */
  async journal(): Promise<readonly JournalRecord[]> {
    const entries = await this.#bus.read(streams.journal(DOMAIN), 'start', 1_000_000);
    return entries.map(({ value }) => JournalRecord.parse(value));
  }

  /** The events of one kind. */
  async events<T extends JournalEvent['type']>(type: T): Promise<readonly JournalEventOf<T>[]> {
    const events = (await this.journal()).map((record) => record.event);
    return events.filter((event): event is JournalEventOf<T> => event.type === type);
  }

  #envelope() {
    this.#messages += 1;
    return { id: `m-${this.#messages}` as never, domainId: DOMAIN, at: this.clock.now() };
  }
}

/** A caller of the story. */
export class Caller {
  readonly #world: World;
  readonly callId: CallId;
  readonly legId: LegId;

  constructor(world: World, callId: CallId, legId: LegId) {
    this.#world = world;
    this.callId = callId;
    this.legId = legId;
  }

  /** What they hear now; `undefined` in silence or in conversation. */
  get hears(): readonly string[] | undefined {
    return this.#world.gateway.playing.get(this.callId)?.files.map((file) => file.replace(/^prompts\/|\.wav$/g, ''));
  }

  /** Where the acd believes them to be; `undefined` once the call is over. */
  get stage(): string | undefined {
    return this.#world.engine.state.calls.get(this.callId)?.stage.status;
  }

  /** Whom they are being joined to. */
  get offeredTo(): string | undefined {
    const call = this.#world.engine.state.calls.get(this.callId);
    return call && offerOf(call)?.agentId;
  }

  /** Everyone whose telephone rings for them, in the order in which they were asked. */
  get ringsAt(): readonly string[] {
    const call = this.#world.engine.state.calls.get(this.callId);
    return call ? offersOf(call).map((offer) => offer.agentId) : [];
  }

  /** Their place in line, 1 for the first. */
  get position(): number | undefined {
    const { state } = this.#world.engine;
    const place = state.calls.get(this.callId)?.place;
    return place && 1 + (state.index.lines.get(place.queueId)?.everyone.rank(place) ?? 0);
  }

  async hangsUp(cause: 'normal' | 'cancelled' = 'normal'): Promise<void> {
    this.#world.gateway.hangUp(this.legId, this.#world.clock.now(), cause);
    await this.#world.settle();
  }

  /** Types a number that the gateway knows as this party; nothing that is a number when it is left out. */
  async types(partyRef?: string): Promise<void> {
    this.#world.gateway.typed(this.callId, this.legId, partyRef);
    await this.#world.settle();
  }

  async presses(digit: string): Promise<void> {
    const { callId, legId } = this;
    await this.#world.says({ type: 'dtmf.received', callId, legId, digit, durationMs: 100 });
  }

  /** Leaves a message, or says nothing. */
  async records(said: 'message' | 'nothing', endedBy: 'callerGone' | 'silence' = 'silence'): Promise<void> {
    const recordingId = this.#world.gateway.recording.get(this.callId) as never;
    const file = said === 'message' ? { file: `voicemail/${recordingId}.wav` } : {};
    const durationMs = said === 'message' ? 8_000 : 0;
    await this.#world.says({
      type: 'voicemail.finished',
      callId: this.callId,
      recordingId,
      durationMs,
      endedBy,
      ...file,
    });
  }

  /** How the call ended. */
  async ending(): Promise<JournalEventOf<'call.ended'> | undefined> {
    const endings = (await this.#world.events('call.ended')).filter((event) => event.callId === this.callId);
    if (endings.length > 1) throw new Error('the call ended twice');
    return endings[0];
  }
}

/** Someone who is to be rung back. */
export class CallbackActor {
  readonly #world: World;
  readonly callId: CallId;

  constructor(world: World, callId: CallId) {
    this.#world = world;
    this.callId = callId;
  }

  /** Where the acd believes the call to be; `undefined` once it is over. */
  get stage(): string | undefined {
    return this.#world.engine.state.calls.get(this.callId)?.stage.status;
  }

  get offeredTo(): string | undefined {
    const call = this.#world.engine.state.calls.get(this.callId);
    return call && offerOf(call)?.agentId;
  }

  get hears(): readonly string[] | undefined {
    return this.#world.gateway.playing.get(this.callId)?.files.map((file) => file.replace(/^prompts\/|\.wav$/g, ''));
  }

  /** How often their telephone has been rung. */
  get dials(): number {
    return this.#world.gateway.done.filter((each) => each.type === 'dialCaller' && each.callId === this.callId).length;
  }

  async answers(): Promise<void> {
    this.#world.gateway.answerDial(this.callId, this.#world.clock.now());
    await this.#world.settle();
  }

  async presses(digit: string): Promise<void> {
    const legId = this.#world.engine.state.calls.get(this.callId)?.legId as LegId;
    await this.#world.says({ type: 'dtmf.received', callId: this.callId, legId, digit, durationMs: 100 });
  }

  async isBusy(): Promise<void> {
    this.#world.gateway.refuseDial(this.callId, this.#world.clock.now(), 'busy');
    await this.#world.settle();
  }

  async hangsUp(): Promise<void> {
    const legId = this.#world.engine.state.calls.get(this.callId)?.legId as LegId;
    this.#world.gateway.hangUp(legId, this.#world.clock.now(), 'normal');
    await this.#world.settle();
  }

  async ending(): Promise<JournalEventOf<'call.ended'> | undefined> {
    const endings = (await this.#world.events('call.ended')).filter((event) => event.callId === this.callId);
    if (endings.length > 1) throw new Error('the call ended twice');
    return endings[0];
  }
}

type AgentRequest = Extract<AcdRequest['type'], `agent.${string}`>;

/** An agent of the story. */
export class AgentActor {
  readonly #world: World;
  readonly agentId: AgentId;

  constructor(world: World, agentId: AgentId) {
    this.#world = world;
    this.agentId = agentId;
  }

  /** What the acd believes they do: `notReady(lunch)` with its reason. */
  get status(): string | undefined {
    const activity = this.#world.engine.state.agents.get(this.agentId)?.activity;
    return activity?.status === 'notReady' ? `notReady(${activity.reason})` : activity?.status;
  }

  /** Their telephone's latest leg. */
  get legId(): LegId | undefined {
    const legs = [...this.#world.gateway.legs.values()];
    return legs.findLast((leg) => leg.ring?.agentId === this.agentId)?.legId;
  }

  async registers(): Promise<void> {
    await this.#world.deviceRegisters(`${this.agentId}-phone`);
  }

  async losesTelephone(): Promise<void> {
    await this.#world.deviceVanishes(`${this.agentId}-phone`);
  }

  /** Asks for something about themselves; gives `accepted` or the reason of the refusal. */
  async asks(type: AgentRequest, more: object = {}): Promise<string> {
    return answer(await this.#world.request({ type, agentId: this.agentId, ...more } as AcdRequest));
  }

  /** Asks for something about a call. */
  async asksAbout(
    caller: Caller,
    type: Extract<AcdRequest['type'], `call.${string}`>,
    more: object = {},
  ): Promise<string> {
    const { callId } = caller;
    return answer(await this.#world.request({ type, agentId: this.agentId, callId, ...more } as AcdRequest));
  }

  /** Declines on the screen. */
  async declines(): Promise<string> {
    const activity = this.#world.engine.state.agents.get(this.agentId)?.activity;
    const offerId = (activity && 'offerId' in activity ? activity.offerId : 'none') as never;
    return answer(await this.#world.request({ type: 'offer.declineRequested', agentId: this.agentId, offerId }));
  }

  /** Picks up the ringing telephone. */
  async answers(): Promise<void> {
    const leg = this.#world.gateway.legs.get(this.legId as LegId);
    if (leg?.status !== 'ringing') throw new Error(`${this.agentId}'s telephone does not ring`);
    leg.status = 'answered';
    const { callId, legId } = leg;
    await this.#world.says({ type: 'leg.answered', callId, legId, answeredAt: this.#world.clock.now() });
  }

  /** Puts the receiver down, or refuses with the telephone's own key. */
  async hangsUp(cause: 'normal' | 'rejected' | 'unavailable' | 'busy' | 'noAnswer' = 'normal'): Promise<void> {
    this.#world.gateway.hangUp(this.legId as LegId, this.#world.clock.now(), cause);
    await this.#world.settle();
  }
}

const answer = (reply: Reply): string => (reply.result === 'accepted' ? 'accepted' : reply.reason);
