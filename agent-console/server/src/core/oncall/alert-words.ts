import type { PageMeans, PageResult } from '@decroche/protocol';
import type { AlertEvent } from './alert-state.ts';

/** Names of people, by account. */
export type NameOf = (accountId: string) => string;

const means: Record<PageMeans, string> = { live: 'un appelant est en ligne', telephone: 'téléphone', mail: 'courriel' };

const results: Record<PageResult, string> = {
  accepted: 'prend en charge',
  declined: 'refuse',
  passedOn: 'passe au suivant',
  noAnswer: 'ne répond pas',
  noKey: 'a décroché sans appuyer sur une touche (messagerie ?)',
  busy: 'est occupé',
  failed: 'n’a pas pu être joint',
  withdrawn: 'appel d’astreinte retiré',
};

const sources = {
  call: 'un appelant hors des heures d’ouverture',
  api: 'la supervision',
  mail: 'la supervision, par courriel',
  person: 'une personne de la console',
  continuity: 'le produit lui-même : les appels ne sont plus servis',
} as const;

const places = { remote: 'à distance', onSite: 'sur site' } as const;
const minutes = (ms: number): string => `${Math.max(1, Math.round(ms / 1000))} s`;

const words: { readonly [T in AlertEvent['type']]: (event: Extract<AlertEvent, { type: T }>, name: NameOf) => string } =
  {
    'alert.opened': (event) => `Alerte ouverte par ${sources[event.source]}`,
    'alert.repeated': () => 'Même cause signalée à nouveau',
    'alert.deferred': () => 'Attend l’ouverture : équipement suivi en heures ouvrées (HO)',
    'alert.stepStarted': (event) => `Tour ${event.loop}, niveau ${event.step + 1}`,
    'alert.stepAwaited': (event) => `Le niveau ${event.step + 1} sera demandé à la fin de son délai`,
    'alert.targetMissing': (event) => `Personne d’astreinte sur « ${event.scheduleId} » : trou du planning`,
    'alert.paged': (event, name) => `Appel d’astreinte à ${name(event.responderId)} (${means[event.means]})`,
    'alert.pageRang': (event, name) => `Sonne chez ${name(event.responderId)}`,
    'alert.pageAnswered': (event, name) => `Décroché chez ${name(event.responderId)}`,
    'alert.pageEnded': (event, name) => `${name(event.responderId)} : ${results[event.result]}`,
    'alert.accepted': (event, name) =>
      `Prise en charge par ${name(event.responderId)} (${event.how === 'key' ? 'touche' : 'écran'})`,
    'alert.escalated': (event, name) => `Niveau suivant demandé par ${name(event.by)}`,
    'alert.exhausted': () => 'Personne n’a pris l’alerte',
    'alert.callerLeft': () => 'L’appelant a raccroché',
    'alert.messageLeft': (event) => `Message laissé par l’appelant (${minutes(event.durationMs)})`,
    'alert.interventionStarted': (event, name) =>
      `Intervention ${places[event.where]} commencée par ${name(event.responderId)}`,
    'alert.joined': (event, name) => `${name(event.responderId)} est mobilisé`,
    'alert.left': (event, name) => `${name(event.responderId)} n’est plus mobilisé`,
    'alert.noted': (event, name) => `${name(event.by)} : ${event.text}`,
    'alert.recovered': () => 'Rétabli, selon notre propre mesure',
    'alert.closed': (event, name) => `Close par ${name(event.by)} : ${event.resolution}`,
  };

/** A journal line about an alert, in French, without any telephone number of ours. */
export function alertInWords(event: AlertEvent, nameOf: NameOf): string {
  const named: NameOf = (accountId) => (accountId === 'system' ? 'le système' : nameOf(accountId));
  return (words[event.type] as (event: AlertEvent, name: NameOf) => string)(event, named);
}

/** Everybody whom a line names, by account. */
export function peopleIn(event: AlertEvent): string[] {
  return [...('responderId' in event ? [event.responderId] : []), ...('by' in event ? [event.by] : [])];
}
