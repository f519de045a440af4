/** What somebody says: once at the beginning, then now and then. */
export interface Sentences {
  readonly first: readonly string[];
  readonly then: readonly string[];
}

const CALLER_SENTENCES: readonly string[] = [
  'Bonjour, mon poste ne se connecte plus au réseau depuis ce matin.',
  'Bonjour, j’ai oublié mon mot de passe, mon compte est verrouillé.',
  'Bonjour, l’imprimante du deuxième étage n’imprime plus.',
  'Bonjour, je n’arrive plus à ouvrir ma messagerie.',
  'Bonjour, le vé pé enne se coupe toutes les dix minutes.',
  'Bonjour, je voudrais installer un logiciel de cartographie.',
  'Bonjour, mon écran reste noir quand je démarre.',
  'Bonjour, je n’ai plus accès au dossier partagé de mon service.',
  'Bonjour, ma souris ne répond plus, je ne peux pas travailler.',
  'Bonjour, un nouveau collègue arrive lundi, il lui faut un compte.',
  'Bonjour, l’application de suivi des dossiers affiche une erreur.',
  'Bonjour, je rappelle au sujet de mon incident d’hier.',
];

const CALLER_DETAILS: readonly string[] = [
  'C’est assez urgent, j’ai une réunion dans une heure.',
  'Mes collègues ont le même problème.',
  'J’ai déjà redémarré deux fois.',
  'Je suis sur le site de Toulouse.',
  'Cela vient de se produire.',
  'Merci beaucoup pour votre aide.',
];

const AGENT_SENTENCES: readonly string[] = [
  'Assistance informatique bonjour, que puis-je pour vous ?',
  'Service desk bonjour, je vous écoute.',
  'Bonjour, vous êtes bien à l’assistance.',
];

const AGENT_DETAILS: readonly string[] = [
  'Je regarde cela tout de suite, restez en ligne.',
  'Je prends la main sur votre poste.',
  'Pouvez-vous me donner le nom de votre ordinateur ?',
  'Voilà, c’est réparé. Bonne journée.',
  'J’ouvre un ticket et un technicien vous rappelle.',
];

/** Callers of a service desk. */
export const USERS: Sentences = { first: CALLER_SENTENCES, then: CALLER_DETAILS };
/** Its agents. */
export const TECHNICIANS: Sentences = { first: AGENT_SENTENCES, then: AGENT_DETAILS };

/** Callers of a helpline who are worried about a child. Nothing here is anybody's story. */
export const WORRIED: Sentences = {
  first: [
    'Bonjour, je voudrais un conseil, je me fais du souci pour un enfant de mon immeuble.',
    'Bonjour, je suis enseignante, je voudrais savoir à qui m’adresser pour un élève.',
    'Bonjour, j’appelle pour un ami de mon fils.',
    'Bonjour, je ne sais pas si je fais bien d’appeler.',
    'Bonjour, je voudrais savoir ce qui se passe après un appel.',
  ],
  then: [
    'Je ne suis pas certaine de ce que j’ai entendu.',
    'Cela fait plusieurs semaines.',
    'Est-ce que je peux vous rappeler ?',
    'Merci de m’écouter.',
  ],
};
/** Listeners. Also said to callers of the support: they do not know who will speak. */
export const LISTENERS: Sentences = {
  first: ['Bonjour, je vous écoute.', 'Bonjour, je suis là pour vous écouter.'],
  then: [
    'Prenez votre temps.',
    'Pouvez-vous m’en dire un peu plus ?',
    'Vous avez bien fait d’appeler.',
    'Je note ce que vous me dites.',
  ],
};

/** People outside whom the centre rings. */
export const CALLEES: Sentences = {
  first: ['Allô, oui ?'],
  then: [
    'Allô, oui, je vous écoute.',
    'D’accord, je regarde.',
    'Je me connecte.',
    'Pouvez-vous répéter ?',
    'Très bien, merci.',
  ],
};
