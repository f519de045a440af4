/** What callers of a service desk say, and what its agents answer. */

export const CALLER_SENTENCES: readonly string[] = [
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

export const CALLER_DETAILS: readonly string[] = [
  'C’est assez urgent, j’ai une réunion dans une heure.',
  'Mes collègues ont le même problème.',
  'J’ai déjà redémarré deux fois.',
  'Je suis sur le site de Toulouse.',
  'Cela vient de se produire.',
  'Merci beaucoup pour votre aide.',
];

export const AGENT_SENTENCES: readonly string[] = [
  'Assistance informatique bonjour, que puis-je pour vous ?',
  'Service desk bonjour, je vous écoute.',
  'Bonjour, vous êtes bien à l’assistance.',
];

export const AGENT_DETAILS: readonly string[] = [
  'Je regarde cela tout de suite, restez en ligne.',
  'Je prends la main sur votre poste.',
  'Pouvez-vous me donner le nom de votre ordinateur ?',
  'Voilà, c’est réparé. Bonne journée.',
  'J’ouvre un ticket et un technicien vous rappelle.',
];
