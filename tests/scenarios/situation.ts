import type { AcdRequest, JournalEvent, LegId, TelephonyEvent } from '@decroche/protocol';
import { decide } from '../../acd/src/core/decide.ts';
import type { CoreInput } from '../../acd/src/core/inputs.ts';
import { emptyState } from '../../acd/src/core/snapshot.ts';
import type { OwnedState } from '../../acd/src/core/state-index.ts';
import { offerOf } from '../../acd/src/core/call.ts';
import type { Decision } from '../../acd/src/core/turn.ts';
import { aDefinition, MONDAY_10H } from './builders.ts';

/** How far the one call of a situation has come. */
export const STAGES = [
  ...(['answering', 'welcome', 'queued', 'offered', 'ringing', 'connecting'] as const),
  ...(['talking', 'held', 'transferring', 'message', 'recording'] as const),
] as const;
export type StageName = (typeof STAGES)[number];

/** The caller's leg, of the one call there is. */
export const CALL = { callId: 'call-1' as never, legId: 'leg-1' as never };
export const ANA = { agentId: 'ana' as never };

/** A pure engine with agents `ana` and `bob` and one call, brought to a stage by the shortest way. For tables. */
export class Situation {
  readonly state: OwnedState = emptyState('main' as never);
  now = MONDAY_10H;
  #messages = 0;

  constructor() {
    this.take({ ...this.envelope(), kind: 'definition', definition: aDefinition() });
    for (const agentId of ['ana', 'bob']) {
      this.tell({
        type: 'device.registered',
        ...{ deviceId: `${agentId}-phone` as never, gatewayId: 'gw1' as never, transport: 'wss', expiresAt: this.now },
      });
    }
    this.ask({ type: 'agent.loginRequested', ...ANA });
  }

  /** Brings the call to a stage; `ana` is the agent. */
  static at(stage: StageName): Situation {
    const situation = new Situation();
    situation.#reach(stage);
    return situation;
  }

  /** The agent's leg of the open offer or of the conversation. */
  get agentLeg(): LegId {
    const call = this.state.calls.get(CALL.callId);
    const party = call && (call.stage.status === 'talking' || call.stage.status === 'held') && call.stage.party;
    const from = call?.stage.status === 'transferring' ? call.stage.from : undefined;
    return ((call && offerOf(call)?.legId) ?? (party ? party.legId : undefined) ?? from?.legId ?? 'none') as LegId;
  }

  take(input: CoreInput): Decision {
    return decide(this.state, input, this.now);
  }

  tell(event: TelephonyEvent): Decision {
    return this.take({ ...this.envelope(), kind: 'telephony', event });
  }

  /** @returns `accepted` or the reason of the refusal. */
  ask(request: AcdRequest): string {
    const { effects } = this.take({ ...this.envelope(), kind: 'request', request, actor: 'a', replyTo: 'r' });
    const [reply] = effects.flatMap((effect) => (effect.kind === 'reply' ? [effect.reply] : []));
    return reply?.result === 'refused' ? reply.reason : (reply?.result ?? 'no answer');
  }

  envelope() {
    this.#messages += 1;
    return { id: `m-${this.#messages}` as never, domainId: 'main' as never, at: this.now };
  }

  #reach(stage: StageName): void {
    if (stage !== 'queued' && stage !== 'message' && stage !== 'recording') {
      this.ask({ type: 'agent.readyRequested', ...ANA });
    }
    if (stage === 'message' || stage === 'recording') this.ask({ type: 'agent.logoutRequested', ...ANA });
    const now = this.now;
    const gatewayId = 'gw1' as never;
    const arrival = { ...CALL, gatewayId, serviceId: 'desk' as never, dialled: '8008', receivedAt: now };
    const steps: readonly (readonly [StageName, () => unknown])[] = [
      ['answering', () => this.tell({ type: 'leg.arrived', ...arrival })],
      ['welcome', () => this.tell({ type: 'leg.answered', ...CALL, answeredAt: now })],
      ['queued', () => this.#endOfPlay()],
      ['offered', () => undefined],
      ['ringing', () => this.tell({ type: 'leg.ringing', ...this.#agentSide() })],
      ['connecting', () => this.tell({ type: 'leg.answered', ...this.#agentSide(), answeredAt: now })],
      ['talking', () => this.tell({ type: 'leg.bridged', ...this.#agentSide(), bridgedAt: now })],
    ];
    const last = { message: 'welcome', recording: 'queued', held: 'talking', transferring: 'talking' }[stage as string];
    for (const [reached, step] of steps) {
      step();
      if (reached === (last ?? stage)) break;
    }
    const about = { ...ANA, callId: CALL.callId };
    if (stage === 'held') this.ask({ type: 'call.holdRequested', ...about });
    const target = { kind: 'number', number: '+33561000000' } as const;
    if (stage === 'transferring') this.ask({ type: 'call.transferRequested', ...about, target });
  }

  #agentSide() {
    return { callId: CALL.callId, legId: this.agentLeg };
  }

  #endOfPlay(): void {
    const stage = this.state.calls.get(CALL.callId)?.stage;
    const playId = stage?.status === 'welcome' || stage?.status === 'message' ? stage.playId : ('none' as never);
    this.tell({ type: 'play.finished', callId: CALL.callId, playId, finishedAt: this.now });
  }
}

/** The types of the events of a decision. */
export const typesOf = ({ facts }: Decision): JournalEvent['type'][] => facts.map((fact) => fact.event.type);
