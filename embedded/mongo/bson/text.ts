import { decimalText } from './decimal.ts';
import {
  Binary,
  Code,
  DbPointer,
  Decimal,
  Int32,
  Marker,
  ObjectId,
  Regex,
  SymbolText,
  Timestamp,
  UtcDate,
  isDoc,
} from './value.ts';
import type { Doc, Value } from './value.ts';

const numberText = (value: number): string =>
  Number.isInteger(value) && Math.abs(value) < 1e15 ? `${value}.0` : `${value}`;

const rareText = (value: Value): string => {
  if (value instanceof Timestamp) return `Timestamp(${value.value >> 32n}, ${value.value & 0xffffffffn})`;
  if (value instanceof Decimal) return decimalText(value);
  if (value instanceof Marker) return value.name;
  if (value instanceof SymbolText) return `"${value.text}"`;
  if (value instanceof Code) return value.code;
  if (value instanceof DbPointer) return `DBRef('${value.namespace}', ${value.id.hex})`;
  return String(value);
};

/** A value as MongoDB writes it in its messages: `{ a: 1, b: "x" }`, `ObjectId('…')`, `new Date(0)`. */
export const valueText = (value: Value): string => {
  if (typeof value === 'string') return `"${value}"`;
  if (typeof value === 'number') return numberText(value);
  if (value === null || typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (value instanceof Int32) return String(value.value);
  if (value instanceof ObjectId) return `ObjectId('${value.hex}')`;
  if (value instanceof UtcDate) return `new Date(${value.ms})`;
  if (value instanceof Binary) return `BinData(${value.subtype}, ${value.bytes.toString('hex').toUpperCase()})`;
  if (value instanceof Regex) return `/${value.pattern}/${value.options}`;
  if (Array.isArray(value)) return value.length ? `[ ${value.map(valueText).join(', ')} ]` : '[]';
  return isDoc(value) ? docText(value) : rareText(value);
};

/** A document as MongoDB writes it in its messages. */
export const docText = (doc: Doc): string => {
  if (doc.size === 0) return '{}';
  return `{ ${[...doc].map(([name, value]) => `${name}: ${valueText(value)}`).join(', ')} }`;
};
