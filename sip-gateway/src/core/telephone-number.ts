/**
 * One way to write a telephone number, so that the same number is found whatever a trunk makes of it: E.164 with `+`
 * for public numbers (a French number without country code gets +33), digits as they are for inside and short numbers
 * (`8008`, `119`, `3939`), with or without the country code that some trunks put before them (`+33119`).
 *
 * @returns undefined when it is not a telephone number.
 */
export function normaliseNumber(presented: string): string | undefined {
  const number = presented.replace(/[\s.()/-]/g, '').replace(/^tel:/i, '');
  const short = SHORT_ABROAD.exec(number)?.[1];
  if (short !== undefined) return short;
  if (/^\+[1-9]\d{5,14}$/.test(number)) return withoutTrunkPrefix(number);
  if (/^00[1-9]\d{5,14}$/.test(number)) return withoutTrunkPrefix(`+${number.slice(2)}`);
  if (/^33[1-9]\d{8}$/.test(number)) return `+${number}`;
  if (/^0[1-9]\d{8}$/.test(number)) return `+33${number.slice(1)}`;
  if (/^[0-9*#]{2,15}$/.test(number)) return number;
  return undefined;
}

/** French short numbers (2, 3, 4 and 6 digits) behind the country code: what follows +33 is otherwise nine digits. */
const SHORT_ABROAD = /^(?:\+|00)33(1\d|1[1-9]\d|10\d\d|3\d{3}|11[68]\d{3})$/;

/** `+33 (0)8…` is written by people who were told to. */
function withoutTrunkPrefix(number: string): string {
  return number.replace(/^\+330(?=[1-9]\d{8}$)/, '+33');
}

/** A number as it is said and dialled in France: national numbers with their 0, foreign ones with 00. Digits only. */
export function digitsOf(number: string): string {
  return number
    .replace(/^\+33(?=[1-9]\d{8}$)/, '0')
    .replace(/^\+/, '00')
    .replace(/\D/g, '');
}

/** What a key does to a number being typed: `#` ends it, `*` begins it anew, letters of the keypad do nothing. */
export function afterKey(
  digits: string,
  key: string,
  maximum: number,
): { readonly digits: string; readonly ended?: 'key' | 'maximum' } {
  if (key === '#') return { digits, ended: 'key' };
  if (key === '*') return { digits: '' };
  if (!/^\d$/.test(key)) return { digits };
  const longer = digits + key;
  return longer.length >= maximum ? { digits: longer, ended: 'maximum' } : { digits: longer };
}

/** A text of someone else's without the numbers that may be in it: a trunk's reason phrase may repeat whom we called. */
export function withoutNumbers(text: string): string {
  return text.replace(/\+?\d[\d\s./()-]{4,}\d/g, '…');
}
