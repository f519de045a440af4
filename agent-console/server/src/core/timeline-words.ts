import type { JournalEvent, JournalEventOf } from '@decroche/protocol';

/** The names a line may need. */
export interface Names {
  readonly agent: (agentId: string) => string;
  readonly queue: (queueId: string) => string;
}

export type CallLine = Exclude<Extract<JournalEvent, { callId: string }>, { type: `alert.${string}` }>;

const overflow = {
  closed: 'service fermé',
  maximumWait: 'attente maximale atteinte',
  queueFull: 'file pleine',
  nobodyLoggedIn: 'aucun agent en service',
  choice: 'choix de l’appelant',
  onCallExhausted: 'personne d’astreinte n’a répondu',
} as const;

const withdrawn = {
  callerGone: 'l’appelant a raccroché',
  answeredElsewhere: 'prise par un autre agent',
  agentUnavailable: 'agent indisponible',
  overflow: 'appel débordé',
  supervisor: 'retirée par un superviseur',
} as const;

const enders = { caller: 'l’appelant', agent: 'l’agent', system: 'le système' } as const;

const seconds = (ms: number): string => `${Math.round(ms / 1000)} s`;

function destination(event: JournalEventOf<'call.transferStarted'>, names: Names): string {
  const { target } = event;
  if (target.kind === 'queue') return `la file « ${names.queue(target.queueId)} »`;
  return target.kind === 'agent' ? names.agent(target.agentId) : 'un correspondant extérieur';
}

const words: { readonly [T in CallLine['type']]: (event: JournalEventOf<T>, names: Names) => string } = {
  'call.arrived': (event) => `Appel reçu au ${event.dialled}`,
  'call.welcomed': () => 'Message d’accueil',
  'call.queued': (event, names) => `En attente dans la file « ${names.queue(event.queueId)} »`,
  'call.positionAnnounced': (event) => `Position annoncée : ${event.position}`,
  'call.musicResumed': () => 'Musique d’attente',
  'call.overflowed': (event) => `Débordement : ${overflow[event.reason]}`,
  'call.voicemailStarted': () => 'Messagerie vocale',
  'call.voicemailFinished': (event) =>
    event.file === undefined ? 'Aucun message laissé' : `Message laissé (${seconds(event.durationMs)})`,
  'call.answered': (event, names) => `Décroché par ${names.agent(event.agentId)}`,
  'call.held': () => 'Mis en attente',
  'call.retrieved': () => 'Repris',
  'call.keyPressed': (event) => `Touche ${event.digit}`,
  'call.onCallStarted': () => 'Transmis à l’astreinte',
  'call.onCallAnswered': () => 'Pris par l’astreinte',
  'call.silentDeclared': (event) =>
    event.by === 'caller' ? 'L’appelant ne peut pas parler : il répond par touches' : 'Réponses par touches',
  'call.questionAsked': (event) => `Question posée : ${event.questionId}`,
  'call.tagged': (event) => (event.on ? 'Appel par un centre relais' : 'Ce n’est pas un appel par un centre relais'),
  'call.transferStarted': (event, names) => `Transfert vers ${destination(event, names)}`,
  'call.transferred': (event, names) =>
    event.agentId === undefined ? 'Transféré à l’extérieur' : `Transféré à ${names.agent(event.agentId)}`,
  'call.transferFailed': () => 'Transfert sans réponse, retour à l’agent',
  'call.tierOpened': (event) => `Élargi aux agents de renfort (niveau ${event.tier})`,
  'call.preferenceDropped': () => 'Proposé à tous : l’agent attendu n’est pas disponible',
  'call.restEnded': (event, names) => `${names.agent(event.agentId)} peut à nouveau recevoir cet appel`,
  'call.overflowSkipped': (event, names) => `Reste encore dans sa file avant « ${names.queue(event.queueId)} »`,
  'call.prioritised': (event) => `Priorité : ${event.priority}`,
  'call.menuStarted': () => 'Menu des choix',
  'call.choiceMade': (event) => (event.key === undefined ? 'Aucun choix' : `Choix : touche ${event.key}`),
  'call.dissuasionStarted': () => 'Message de dissuasion',
  'call.dissuasionHeard': () => 'Message de dissuasion entendu en entier',
  'call.dissuasionChoiceMade': (event) =>
    `Après le message : ${{ stay: 'reste en ligne', voicemail: 'laisse un message', callback: 'demande un rappel', attach: 'se rattache à l’incident' }[event.choice]}`,
  'call.attachedToIncident': (event) => `Rattaché à l’incident ${event.ticketId}`,
  'call.callbackOffered': () => 'Rappel proposé',
  'call.callbackRequested': () => 'Rappel demandé',
  'call.placed': () => 'Rappel à faire',
  'call.postponed': (event) =>
    ({
      closed: 'Rappel remis à la prochaine ouverture',
      retry: 'Nouvel essai plus tard',
      asked: 'Rappel remis à plus tard',
    })[event.why],
  'call.dialled': (event) => `Numéro composé (essai ${event.attempt})`,
  'call.callerReached': () => 'Le correspondant répond',
  'call.dialFailed': (event) => `Essai ${event.attempt} sans réponse`,
  'call.waitAnnounced': (event) => `Attente annoncée : moins de ${Math.round(event.upToMs / 60_000)} min`,
  'call.messageAnnounced': () => 'Message périodique',
  'call.voicemailRecovered': (event) => `Message retrouvé après une coupure (${seconds(event.durationMs)})`,
  'supervisor.callForced': (event) =>
    ({
      move: 'Déplacé par un superviseur',
      priority: 'Priorité changée par un superviseur',
      release: 'Terminé par un superviseur',
    })[event.action],
  'call.ended': (event) => `Appel terminé par ${enders[event.by]}`,
  'offer.made': (event, names) => `Proposé à ${names.agent(event.agentId)}`,
  'offer.ringing': (event, names) => `Sonne chez ${names.agent(event.agentId)}`,
  'offer.accepted': (event, names) => `${names.agent(event.agentId)} décroche`,
  'offer.declined': (event, names) => `Refusé par ${names.agent(event.agentId)}`,
  'offer.withdrawn': (event, names) =>
    `Proposition à ${names.agent(event.agentId)} retirée : ${withdrawn[event.reason]}`,
  'offer.expired': (event, names) => `Sans réponse de ${names.agent(event.agentId)}, l’appel garde sa place`,
  'offer.failed': (event, names) => `Le poste de ${names.agent(event.agentId)} n’a pas pu être joint`,
  'agent.wrapUpStarted': (event, names) => `Après-appel de ${names.agent(event.agentId)}`,
  'watchdog.alarmRaised': (event, names) => `Alarme : ${names.agent(event.agentId)} était libre pendant l’attente`,
};

/** A journal line about a call, in French, for the call's file. */
export function inWords(event: CallLine, names: Names): string {
  return (words[event.type] as (event: CallLine, names: Names) => string)(event, names);
}
