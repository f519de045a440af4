import type { CallFile } from '@decroche/protocol';
import type { TFunction } from 'i18next';
import fr from '../locales/fr.json' with { type: 'json' };

/** A line of a call's journal: the server's sentence in French, ours in other languages. */
export function eventWords(line: CallFile['timeline'][number], language: string, t: TFunction): string {
  const key = line.type.replace('.', '_');
  if (language === 'fr' || !(key in fr.event)) return line.text;
  const words = t(`event.${key as keyof typeof fr.event}`);
  return line.agentName === undefined ? words : `${words} · ${line.agentName}`;
}
