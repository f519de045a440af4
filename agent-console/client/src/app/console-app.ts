import type { AgentStatus } from '@decroche/protocol';
import { agentActions, type AgentActions } from './agent-actions.ts';
import { endWithTheDesk } from './call-end.ts';
import { createLiveFeeds, type LiveFeeds } from './live-feed.ts';
import { createCurtain, type Curtain } from './curtain.ts';
import { alertOfOffers, type AttentionWords } from './offer-alert.ts';
import type { HttpPort, MemoryPort, Ports, RecorderPort } from './ports.ts';
import { createPauseWishes, endWishWithTheShift, type PauseWishes } from './pause-wish.ts';
import { createSession, type SessionControl } from './session.ts';
import { createShift, type Shift } from './shift.ts';
import { createSoftphone, type Softphone } from './softphone.ts';
import { supervision, type Supervision } from './supervision.ts';
import { createTransfers, type Transfers } from './transfers.ts';
import { createTicketEditor, type TicketEditor, type TicketSource } from './ticket-editor.ts';

/** Everything the screens may look at and ask for. */
export interface ConsoleApp {
  readonly session: SessionControl;
  readonly feeds: LiveFeeds;
  readonly softphone: Softphone;
  readonly shift: Shift;
  readonly me: AgentActions;
  readonly pauses: PauseWishes;
  readonly transfers: Transfers;
  readonly supervision: Supervision;
  readonly curtain: Curtain;
  readonly http: HttpPort;
  readonly recorder: RecorderPort;
  readonly memory: MemoryPort;
  /** This machine's clock. */
  now(): number;
  agent(agentId: string): AgentActions;
  editTicket(source: TicketSource): TicketEditor;
}

/** States in which a choice waits for the call or its wrap-up to end. */
export const BUSY: readonly AgentStatus[] = ['offered', 'connecting', 'talking', 'wrapUp'];

/** Puts the parts together; the live door is open exactly while somebody is signed in. */
export function createConsoleApp(ports: Ports, words: AttentionWords): ConsoleApp {
  const session = createSession(ports.http);
  const feeds = createLiveFeeds(ports.live, ports.world);
  const softphone = createSoftphone(ports);
  const me = agentActions(ports.http, 'me');
  const shift = createShift({ session, feeds, softphone, me, tabMemory: ports.tabMemory });
  const pauses = createPauseWishes({
    me,
    busy: () => BUSY.includes(feeds.desk.live.get().view?.agent.status ?? 'loggedOut'),
    tabMemory: ports.tabMemory,
    now: () => ports.world.now() + feeds.desk.live.get().clockOffsetMs,
  });
  const curtain = createCurtain({ ...ports, title: () => words.covered().title });
  alertOfOffers({ feeds, softphone, attention: ports.attention, curtain, words });
  endWithTheDesk(feeds, softphone);
  endWishWithTheShift(pauses, session, feeds);

  for (const { live } of [feeds.desk, feeds.board]) {
    let before = live.get().connection;
    live.subscribe(() => {
      const { connection } = live.get();
      if (connection === 'lost' && before === 'live') void session.check();
      before = connection;
    });
  }

  let stopWatching: (() => void) | undefined;
  session.state.subscribe(() => {
    const now = session.state.get();
    if (now.status === 'in' && !stopWatching) {
      feeds.open();
      // An agent's desk is followed on every page: an offer must be seen wherever they are.
      stopWatching = now.session.agent ? feeds.desk.watch() : () => {};
      if (now.session.agent) void shift.resume();
    } else if (now.status !== 'in' && stopWatching) {
      stopWatching();
      stopWatching = undefined;
      feeds.close();
      if (now.status === 'out') softphone.stop();
    }
  });

  return {
    session,
    feeds,
    softphone,
    shift,
    me,
    pauses,
    transfers: createTransfers(me, feeds),
    supervision: supervision(ports.http),
    curtain,
    http: ports.http,
    recorder: ports.recorder,
    memory: ports.memory,
    now: ports.world.now,
    agent: (agentId) => agentActions(ports.http, agentId),
    editTicket: (source) =>
      createTicketEditor({ http: ports.http, memory: ports.memory, now: ports.world.now, source }),
  };
}
