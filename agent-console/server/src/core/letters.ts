import type { DissuasionContent, DissuasionMode, Instant } from '@decroche/protocol';

/** What a letter says. Letters are French, like the people they go to. */
export interface LetterText {
  readonly subject: string;
  readonly text: string;
}

/** Where and how letters speak of instants and places. */
export interface LetterContext {
  readonly organisation: string;
  readonly timeZone: string;
  /** Where people reach the console, without a slash at the end. */
  readonly consoleUrl: string;
}

const when = (at: Instant, timeZone: string): string =>
  new Intl.DateTimeFormat('fr-FR', { dateStyle: 'long', timeStyle: 'short', timeZone }).format(at);

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

const effects: Record<DissuasionMode, string> = {
  informThenQueue: 'Les appelants l’entendent puis attendent comme d’habitude.',
  informThenChoice: 'Les appelants l’entendent puis choisissent par une touche.',
  informThenRelease: 'Les appelants l’entendent puis la communication se termine.',
};

const choices = {
  stay: 'rester en ligne',
  voicemail: 'laisser un message',
  callback: 'être rappelé',
  attach: 'être rattaché à l’incident',
} as const;

/** A dissuasion message is heard from now on: told at once to the head of service and supervisors, with its content (C4). */
export function dissuasionPublishedLetter(
  { content, by, at }: { readonly content: DissuasionContent; readonly by: string; readonly at: Instant },
  { organisation, timeZone, consoleUrl }: LetterContext,
): LetterText {
  const { scope } = content;
  const hours = scope.hours.map(({ from, to }) => `${from}–${to}`).join(', ');
  const lines = [
    `${by} a publié un message de dissuasion le ${when(at, timeZone)}.`,
    '',
    `Titre : ${oneLine(content.title)}`,
    `Texte : « ${oneLine(content.text)} »`,
    effects[content.mode],
    ...content.keys.map(({ key, choice }) => `  touche ${key} : ${choices[choice]}`),
    `Portée : ${[...scope.serviceIds, ...scope.queueIds].join(', ') || 'tous les appels'}`,
    ...(hours === '' ? [] : [`Heures : ${hours}`]),
    scope.expiresAt === undefined ? 'Sans fin prévue.' : `Fin prévue : ${when(scope.expiresAt, timeZone)}`,
    ...(content.arming ? ['Il ne parle qu’une fois un seuil dépassé.'] : []),
    '',
    `L’écouter, suivre son effet, décider de son retrait : ${consoleUrl}/dissuasion`,
  ];
  return { subject: `[${organisation}] Message publié : ${oneLine(content.title)}`, text: lines.join('\n') };
}

/** Somebody left a message. Who they are stays in the console: a mailbox is not the place for telephone numbers. */
export function voicemailLeftLetter(
  message: { readonly serviceName: string; readonly at: Instant; readonly durationMs: number },
  { organisation, timeZone, consoleUrl }: LetterContext,
): LetterText {
  const seconds = Math.max(1, Math.round(message.durationMs / 1000));
  const lines = [
    `Un message de ${seconds} s a été laissé au service « ${message.serviceName} » le ${when(message.at, timeZone)}.`,
    '',
    `L’écouter et rappeler : ${consoleUrl}/desk`,
  ];
  return { subject: `[${organisation}] Nouveau message vocal : ${message.serviceName}`, text: lines.join('\n') };
}

/** The incident that a caller attached themselves to is solved. */
export function incidentSolvedLetter(
  ticket: { readonly number: string; readonly subject: string; readonly solution: string },
  { organisation }: LetterContext,
): LetterText {
  const lines = [
    'Bonjour,',
    '',
    `Vous nous avez signalé un incident (${ticket.number} : ${oneLine(ticket.subject)}). Il est résolu.`,
    '',
    ticket.solution.trim(),
    '',
    'Si le problème persiste, rappelez-nous en indiquant ce numéro.',
    organisation,
  ];
  return { subject: `[${organisation}] Incident résolu : ${oneLine(ticket.subject)}`, text: lines.join('\n') };
}
