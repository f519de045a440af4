/** Where the sound of a message comes from while it is being written, and whether it still says what is written. */

/** `kept`: the sound the message has already. */
export type SoundSource = 'kept' | 'speech' | 'file' | 'recording';

/** A sound of the server, and the words it was made of. */
export interface MadeSound {
  readonly file: string;
  readonly durationMs: number;
  /** The words it says; absent for a voice, which nobody can check. */
  readonly says?: string;
}

/** The choice of a sound. */
export interface SoundChoice {
  readonly source: SoundSource;
  readonly made?: MadeSound;
}

/** Before anything was made: the synthesiser reads the text. */
export const spoken: SoundChoice = { source: 'speech' };

/** The text has changed since the synthesiser read it. */
export function isOutdated({ source, made }: SoundChoice, text: string): boolean {
  return (source === 'speech' || source === 'kept') && made?.says !== undefined && made.says !== text.trim();
}

/** Whether there is, or will be, something to hear: speech is made by the server when nothing was made before. */
export function hasSound({ source, made }: SoundChoice): boolean {
  return source === 'speech' || made !== undefined;
}

/** The file to name in a draft; absent = the server has the text read. */
export function soundFile(choice: SoundChoice, text: string): string | undefined {
  return choice.source === 'speech' && isOutdated(choice, text) ? undefined : choice.made?.file;
}
