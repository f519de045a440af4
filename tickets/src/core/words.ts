import type { CallOutcome, TicketId } from '@decroche/protocol';

/** What a ticket made by the system is called, in the language of the screens (C11). */
const SUBJECT: Readonly<Record<CallOutcome, string>> = {
  answered: 'Appel',
  voicemailLeft: 'Message vocal à traiter',
  voicemailEmpty: 'Passage en messagerie sans message',
  abandonedInWelcome: 'Appel abandonné pendant l’accueil',
  abandonedInQueue: 'Appel abandonné en file d’attente',
  abandonedWhileRinging: 'Appel abandonné pendant la sonnerie',
  refusedClosed: 'Appel hors horaires',
  refusedFull: 'Appel refusé : file pleine',
  overflowReleased: 'Appel libéré après attente maximale',
  technicalFailure: 'Appel interrompu par un incident technique',
  abandonedInMenu: 'Appel abandonné pendant le menu',
  dissuadedLeft: 'Appelant informé par un message, parti',
  dissuadedReleased: 'Appelant informé par un message',
  attachedToIncident: 'Appelant rattaché à un incident en cours',
  callbackRequested: 'Rappel demandé',
  refusedBlocked: 'Appel d’un numéro bloqué',
  callbackUnreached: 'Rappel sans réponse',
  callbackCancelled: 'Rappel annulé',
  onCallAnswered: 'Appel à l’astreinte',
  onCallExhausted: 'Appel à l’astreinte sans réponse',
  abandonedOnCall: 'Appel abandonné pendant la recherche de l’astreinte',
};

/** The subject of a ticket nobody wrote: how the call ended, and the service it was for. */
export function subjectOf(outcome: CallOutcome, serviceName: string | undefined): string {
  return serviceName === undefined ? SUBJECT[outcome] : `${SUBJECT[outcome]} — ${serviceName}`;
}

/** The solution of a ticket whose alert was closed without a word. */
export const ALERT_CLOSED = 'Alerte close sans précision';
/** What had failed works again, by the product's own measure. */
export const RECOVERED = 'Rétabli, d’après la mesure du système';

/** The subject of a child that a caller made by a key: it is about the incident, and about nothing else. */
export function childSubjectOf(incidentId: TicketId): string {
  return `Appelant concerné par l’incident ${incidentId}`;
}
