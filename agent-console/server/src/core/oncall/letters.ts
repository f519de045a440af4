import type { Instant, PageMeans, Swap } from '@decroche/protocol';
import type { LetterContext, LetterText } from '../letters.ts';

const when = (at: Instant, timeZone: string): string =>
  new Intl.DateTimeFormat('fr-FR', { dateStyle: 'full', timeStyle: 'short', timeZone }).format(at);
const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
const stretch = ({ fromAt, toAt }: Stretch, timeZone: string): string =>
  `du ${when(fromAt, timeZone)} au ${when(toAt, timeZone)}`;

interface Stretch {
  readonly fromAt: Instant;
  readonly toAt: Instant;
}

/** What a letter says of an alert. */
export interface AlertInLetter {
  readonly alertId: string;
  readonly title: string;
  readonly detail: string;
  readonly openedAt: Instant;
  /** Equipment or service, as people call it. */
  readonly about?: string | undefined;
}

const asks: Record<PageMeans, string> = {
  live: 'Un appelant est en ligne et attend que quelqu’un d’astreinte décroche : votre téléphone sonne.',
  telephone: 'Votre téléphone sonne pour cette alerte.',
  mail: 'Aucun téléphone n’est connu pour vous : répondez sur la page.',
};

const bodyOf = ({ title, detail, openedAt, about }: AlertInLetter, { timeZone }: LetterContext): string[] => [
  `Alerte : ${oneLine(title)}`,
  ...(about === undefined ? [] : [`Concerne : ${oneLine(about)}`]),
  `Ouverte le ${when(openedAt, timeZone)}.`,
  ...(detail.trim() === '' ? [] : ['', detail.trim()]),
];

/** Somebody on call is being asked: the same as on the telephone, for who did not hear it, and a way to answer. */
export function pageLetter(alert: AlertInLetter, means: PageMeans, context: LetterContext): LetterText {
  const lines = [
    asks[means],
    '',
    ...bodyOf(alert, context),
    '',
    `La prendre en charge, la refuser, la passer : ${context.consoleUrl}/on-call/alerts/${alert.alertId}`,
  ];
  return { subject: `[${context.organisation}] Astreinte : ${oneLine(alert.title)}`, text: lines.join('\n') };
}

/** Everybody has been asked, nobody has taken it. */
export function exhaustedLetter(alert: AlertInLetter, context: LetterContext): LetterText {
  const lines = [
    'Toutes les personnes d’astreinte ont été appelées. Personne n’a pris cette alerte.',
    '',
    ...bodyOf(alert, context),
    '',
    `Elle reste ouverte tant que personne ne la prend : ${context.consoleUrl}/on-call/alerts/${alert.alertId}`,
  ];
  const subject = `[${context.organisation}] ALERTE SANS RÉPONSE : ${oneLine(alert.title)}`;
  return { subject, text: lines.join('\n') };
}

/** Nobody is on call for stretches that require somebody: said every day for as long as it is so. */
export function gapsLetter(
  gaps: readonly (Stretch & { readonly scheduleName: string; readonly insteadOfName?: string | undefined })[],
  context: LetterContext,
): LetterText {
  const lines = [
    'Personne n’est d’astreinte sur ces plages :',
    '',
    ...gaps.map(
      ({ scheduleName, insteadOfName, ...gap }) =>
        `- ${scheduleName}, ${stretch(gap, context.timeZone)}${insteadOfName === undefined ? '' : ` (absence de ${insteadOfName})`}`,
    ),
    '',
    `Les combler : ${context.consoleUrl}/on-call/calendar`,
  ];
  const count = gaps.length === 1 ? '1 trou' : `${gaps.length} trous`;
  return { subject: `[${context.organisation}] Planning d’astreinte : ${count}`, text: lines.join('\n') };
}

const swapSaid: Record<Swap['status'], string> = {
  asked: 'demande un échange d’astreinte',
  agreed: 'est d’accord avec l’échange : un superviseur doit encore l’approuver',
  approved: 'a approuvé l’échange : il est inscrit au planning',
  refused: 'a refusé l’échange',
  withdrawn: 'a retiré sa demande d’échange',
};

/** An exchange of hours has taken a step. What was noted with it stays in the console. */
export function swapLetter(swap: Swap, scheduleName: string, context: LetterContext): LetterText {
  const { timeZone } = context;
  const by = swap.history.at(-1)?.by ?? swap.askedByName;
  const lines = [
    `${by} ${swapSaid[swap.status]}.`,
    '',
    `Planning : ${scheduleName}`,
    `${swap.askedByName} cède à ${swap.withName} : ${stretch(swap.mine, timeZone)}`,
    ...(swap.theirs ? [`${swap.withName} cède à ${swap.askedByName} : ${stretch(swap.theirs, timeZone)}`] : []),
    '',
    `Répondre : ${context.consoleUrl}/on-call`,
  ];
  return { subject: `[${context.organisation}] Échange d’astreinte : ${scheduleName}`, text: lines.join('\n') };
}
