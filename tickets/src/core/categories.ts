/**
 * What a ticket may be about (T13's headings and the telephone itself), as the screens show them. One list for the whole
 * house, so that yearly volumes can be compared.
 */
export const CATEGORIES = [
  'Messagerie',
  'Réseau',
  'Poste de travail',
  'Imprimante',
  'Droits d’accès',
  'Logiciel métier',
  'Téléphonie',
  'Serveur',
  'Inventaire',
  'Autre',
] as const;

/** The category of a ticket that nobody has qualified yet. */
export const UNCATEGORISED = 'Autre';

/** Whether a ticket may be filed under this name. */
export function isCategory(name: string): boolean {
  return (CATEGORIES as readonly string[]).includes(name);
}
