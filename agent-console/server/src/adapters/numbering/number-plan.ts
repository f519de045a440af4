import { parsePhoneNumberFromString } from 'libphonenumber-js';
import type { NumberPlan } from '../../app/ports.ts';

/** Inside extensions, and French short numbers (15, 112, 119, 3xxx, 10xx, 116111, 118xxx): kept as dialled. */
const SHORT = /^[1-9]\d{1,5}$/;
/** Numbers of special tariff are read in threes: `0 800 711 900`. */
const SPECIAL = /^\+33(8\d{2})(\d{3})(\d{3})$/;

/** The French numbering plan over libphonenumber's metadata. */
export const frenchNumberPlan: NumberPlan = {
  normalise(raw) {
    const text = raw.trim().replace(/^sips?:|@.*$|;.*$/g, '');
    const digits = text.replace(/[\s.\-()/]/g, '');
    if (SHORT.test(digits)) return digits;
    if (!/^\+?\d{6,18}$/.test(digits)) return undefined;
    const parsed = parsePhoneNumberFromString(text, 'FR');
    return parsed?.isPossible() ? parsed.number : undefined;
  },
  format(number) {
    if (!number.startsWith('+')) return number;
    const special = SPECIAL.exec(number);
    if (special) return `0 ${special.slice(1).join(' ')}`;
    const parsed = parsePhoneNumberFromString(number);
    if (!parsed) return number;
    return parsed.country === 'FR' || number.startsWith('+33') ? parsed.formatNational() : parsed.formatInternational();
  },
};
