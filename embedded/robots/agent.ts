import type { Logger } from '@decroche/platform';
import { between, oneOf, pause } from './chance.ts';
import { ApiRefusal, type ConsoleApi } from './console-api.ts';
import type { Conversation, Ringing } from './phone.ts';
import { TECHNICIANS, type Sentences } from './sentences.ts';
import { speak, type Voice } from './speech.ts';

/** Share of rings nobody takes, as in life. */
const MISSED = 0.04;
/** Share of tickets a robot qualifies; the others stay "à compléter" for people to see. */
const QUALIFIED = 0.7;

const TICKETS = [
  { kind: 'incident', subject: 'Poste déconnecté du réseau', category: 'Réseau', urgency: 'major', impact: 'user' },
  {
    kind: 'request',
    subject: 'Réinitialisation de mot de passe',
    category: 'Droits d’accès',
    urgency: 'minor',
    impact: 'user',
  },
  {
    kind: 'incident',
    subject: 'Imprimante d’étage en panne',
    category: 'Imprimante',
    urgency: 'minor',
    impact: 'site',
  },
  { kind: 'incident', subject: 'Messagerie inaccessible', category: 'Messagerie', urgency: 'major', impact: 'site' },
  {
    kind: 'assistance',
    subject: 'Aide à l’installation d’un logiciel',
    category: 'Logiciel métier',
    urgency: 'minor',
    impact: 'user',
  },
] as const;

/** What a robot agent has to work with. */
export interface RobotAgent {
  readonly agentId: string;
  readonly voice: Voice;
  readonly says: Sentences;
  readonly api: ConsoleApi;
  readonly log: Logger;
}

/** Takes a ringing call as a person would: a moment, a greeting, a talk, good-bye, the ticket. */
export async function serve(agent: RobotAgent, ringing: Ringing): Promise<void> {
  if (Math.random() < MISSED) return;
  let withdrawn = false;
  void ringing.cancelled.then(() => (withdrawn = true));
  await pause(between(1_200, 5_000), ringing.cancelled);
  if (withdrawn) return;
  const call = await ringing.answer();
  agent.log.info({ agentId: agent.agentId }, 'a robot agent answered');
  await talk(agent, call);
  await pause(between(3_000, 9_000));
  // The tickets below are of a service desk.
  if (agent.says === TECHNICIANS && Math.random() < QUALIFIED) await qualify(agent);
  await agent.api
    .send('POST', `/api/agents/${agent.agentId}/wrap-up/end`)
    .catch((error: unknown) => unlessRefused(error));
}

async function talk(agent: RobotAgent, call: Conversation): Promise<void> {
  const { voice, says } = agent;
  let over = false;
  void call.ended.then(() => (over = true));
  await pause(600, call.ended);
  if (!over) await call.line.say(await speak(oneOf(says.first), voice));
  const until = performance.now() + between(20_000, 70_000);
  while (!over && performance.now() < until) {
    await pause(between(6_000, 14_000), call.ended);
    if (!over) await call.line.say(await speak(oneOf(says.then), voice));
  }
  await call.hangUp();
}

/** Completes the newest ticket the system opened for this agent. */
async function qualify(agent: RobotAgent): Promise<void> {
  try {
    const page = (await agent.api.send('GET', `/api/tickets?agentId=${agent.agentId}&status=toComplete&limit=1`)) as {
      items: readonly { ticketId: string; revision: number }[];
    };
    const [ticket] = page.items;
    if (!ticket) return;
    await agent.api.send('PATCH', `/api/tickets/${ticket.ticketId}`, { revision: ticket.revision, ...oneOf(TICKETS) });
  } catch (error) {
    unlessRefused(error);
  }
}

/** A refusal is part of a robot's life (the state moved meanwhile); anything else is a fault. */
function unlessRefused(error: unknown): void {
  if (!(error instanceof ApiRefusal)) throw error;
}
