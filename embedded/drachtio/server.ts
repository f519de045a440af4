import type { Logger } from '@decroche/platform';
import { Agent } from './agent/agent.ts';
import type { AgentContext } from './agent/agent-context.ts';
import { DialogTable } from './agent/dialog.ts';
import { Inbound } from './agent/inbound.ts';
import { Outbound } from './agent/outbound.ts';
import type { DrachtioConfig } from './config.ts';
import { ControlServer } from './control/control-server.ts';
import { Routes } from './control/routes.ts';
import { Proxy } from './proxy/proxy.ts';
import { Refusals } from './refusals.ts';
import { TimerWheel } from './timers/timer-wheel.ts';
import { TransactionTable } from './transaction/context.ts';
import { InviteServerTransaction } from './transaction/invite-server.ts';
import { NonInviteServerTransaction } from './transaction/non-invite-server.ts';
import type { Listener, TransportEvents } from './transport/flow.ts';
import { hostport } from './transport/flow.ts';
import { Transports } from './transport/transports.ts';

/** The version told to applications: new enough for drachtio-srf's pings, and plainly not the real server's. */
const VERSION = 'v0.9.10-decroche-embedded';
const TICK_MS = 20;

/** What the server counts. */
export interface ServerCounts {
  received(kind: string): void;
  refused(reason: string): void;
}

/** A started server. */
export interface RunningServer {
  readonly controlPort: number;
  readonly listeners: readonly Listener[];
  readonly alive: { readonly transactions: number; readonly dialogs: number; readonly timers: number };
  stop(): Promise<void>;
}

/** Puts the parts together and opens every door. */
export async function startServer(
  config: DrachtioConfig,
  logger: Logger,
  counts: ServerCounts,
): Promise<RunningServer> {
  const wheel = new TimerWheel(performance.now(), TICK_MS);
  const t1 = config.DRACHTIO_T1_MS;
  const refusals = new Refusals(logger, (reason) => counts.refused(reason));
  const routes = new Routes();
  const table = new TransactionTable();
  const dialogs = new DialogTable();

  // Transports need someone to talk to before the agent, which needs them, can exist; what comes before is lost, as
  // it would be before the start.
  const late: { agent?: Agent } = {};
  const events: TransportEvents = {
    message: (text, flow) => late.agent?.message(text, flow),
    refused: (reason, flow) => late.agent?.refused(reason, flow),
    unframed: (error, flow) => late.agent?.unframed(error, flow),
  };
  const { DRACHTIO_TLS_CERT: cert, DRACHTIO_TLS_KEY: key } = config;
  const certificate = cert !== undefined && key !== undefined ? { cert, key } : undefined;
  const transports = await Transports.listen(config.DRACHTIO_CONTACTS, events, certificate);

  const context: AgentContext = {
    wheel,
    timers: { t1, t2: 8 * t1, t4: 10 * t1 },
    table,
    transports,
    dialogs,
    minSessionSeconds: config.DRACHTIO_MIN_SE,
    answerWithinMs: config.DRACHTIO_ANSWER_WITHIN_MS,
  };
  const outbound = new Outbound(context);
  const inbound = new Inbound(context, outbound);
  const proxy = new Proxy(context, inbound, (request, flow) =>
    request.method === 'INVITE'
      ? new InviteServerTransaction(context, request, flow)
      : new NonInviteServerTransaction(context, request, flow),
  );
  late.agent = new Agent(context, {
    inbound,
    proxy,
    refusals,
    route: (method) => routes.pick(method.toLowerCase()),
    replyFlow: (flow, address, port) => transports.datagramFlow(flow.listener, address, port) ?? flow,
    count: (message) => counts.received(message.isRequest ? message.method : `${Math.floor(message.status / 100)}xx`),
  });

  const hostports = transports.listeners
    .map(({ transport, address, port }) => `${transport}/${hostport(address, port)}`)
    .join(',');
  const control = await ControlServer.listen(
    { host: config.DRACHTIO_HOST, port: config.DRACHTIO_PORT },
    { secret: config.DRACHTIO_SECRET, version: VERSION, hostports, routes, inbound, outbound, proxy, refusals },
  ).catch(async (error: unknown) => {
    await transports.close();
    throw error;
  });
  const clock = setInterval(() => wheel.advance(performance.now()), TICK_MS);

  return {
    controlPort: control.port,
    listeners: transports.listeners,
    get alive() {
      return { transactions: table.size, dialogs: dialogs.size, timers: wheel.pending };
    },
    stop: async () => {
      clearInterval(clock);
      await control.close();
      await transports.close();
    },
  };
}
