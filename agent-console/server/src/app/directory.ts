import { randomUUID } from 'node:crypto';
import { ContactInput, type Contact, type ImportReport } from '@decroche/protocol';
import type { z } from 'zod';
import { indexDirectory, matches, type DirectoryIndex } from '../core/directory.ts';
import type { ContactStore, Csv, CsvRow, NumberPlan, Page, Slice } from './ports.ts';

/** A refusal of the directory: a number that is none. */
export interface ContactRefusal {
  readonly field: string;
  readonly message: string;
}

/** The people who call: kept in the store, held whole in memory. */
export interface Directory {
  index(): DirectoryIndex;
  list(query: string, slice: Slice): Page<Contact>;
  find(contactId: string): Contact | undefined;
  /** Adds, or with an id replaces. */
  put(input: z.output<typeof ContactInput>, contactId?: string): Promise<Contact | ContactRefusal>;
  /** @returns false when there is no such contact. */
  remove(contactId: string): Promise<boolean>;
  import(text: string, dryRun: boolean): Promise<ImportReport>;
  export(): string;
}

const COLUMNS = ['name', 'site', 'service', 'numbers', 'email', 'vip', 'contactId'] as const;
const YES = /^(1|true|vrai|oui|yes|o|y|x)$/i;

/** Opens the directory. */
export async function openDirectory(options: {
  readonly store: ContactStore;
  readonly numbers: NumberPlan;
  readonly csv: Csv;
}): Promise<Directory> {
  const { store, csv } = options;
  const contacts = new Map((await store.all()).map((contact) => [contact.contactId, contact]));
  let index: DirectoryIndex | undefined;

  const complete = (input: z.output<typeof ContactInput>, contactId: string): Contact | ContactRefusal => {
    const numbers: string[] = [];
    for (const raw of input.numbers) {
      const number = options.numbers.normalise(raw);
      if (number === undefined) return { field: 'numbers', message: `not a telephone number: ${raw}` };
      if (!numbers.includes(number)) numbers.push(number);
    }
    return { ...input, numbers, contactId };
  };
  const keep = async (changed: readonly Contact[]): Promise<void> => {
    await store.put(changed);
    for (const contact of changed) contacts.set(contact.contactId, contact);
    index = undefined;
  };
  const sorted = (): Contact[] => [...contacts.values()].sort((a, b) => a.name.localeCompare(b.name, 'fr'));

  return {
    index: () => (index ??= indexDirectory(contacts.values())),
    list(query, { offset, limit }) {
      const found = sorted().filter((contact) => matches(contact, query));
      return { total: found.length, items: found.slice(offset, offset + limit) };
    },
    find: (contactId) => contacts.get(contactId),
    async put(input, contactId = randomUUID()) {
      const contact = complete(input, contactId);
      if ('message' in contact) return contact;
      await keep([contact]);
      return contact;
    },
    async remove(contactId) {
      if (!contacts.delete(contactId)) return false;
      index = undefined;
      await store.remove(contactId);
      return true;
    },
    async import(text, dryRun) {
      const plan = planImport(csv.read(text), { contacts, complete });
      if (!dryRun && plan.report.errors.length === 0) {
        await keep(plan.changed);
        return { ...plan.report, dryRun, applied: true };
      }
      return { ...plan.report, dryRun };
    },
    export: () =>
      csv.write(
        COLUMNS,
        sorted().map((contact) => ({
          ...contact,
          numbers: contact.numbers.join(' | '),
          vip: contact.vip ? 'oui' : '',
        })),
      ),
  };
}

interface ImportContext {
  readonly contacts: ReadonlyMap<string, Contact>;
  readonly complete: (input: z.output<typeof ContactInput>, contactId: string) => Contact | ContactRefusal;
}

function planImport(
  read: ReturnType<Csv['read']>,
  context: ImportContext,
): { readonly report: ImportReport; readonly changed: readonly Contact[] } {
  const report: ImportReport = {
    dryRun: true,
    applied: false,
    lines: 0,
    added: 0,
    changed: 0,
    unchanged: 0,
    errors: [],
  };
  if (!('rows' in read)) {
    report.errors.push({ line: read.line, message: read.message });
    return { report, changed: [] };
  }
  // The same person is found again by id, or by name and site: importing a file twice adds nobody.
  const byName = new Map([...context.contacts.values()].map((contact) => [nameKey(contact), contact]));
  const seen = new Map<string, number>();
  const changed: Contact[] = [];
  for (const row of read.rows) {
    report.lines += 1;
    const input = parseRow(row, report.errors);
    if (!input) continue;
    const earlier = seen.get(nameKey(input));
    if (earlier !== undefined) {
      report.errors.push({ line: row.line, message: `the same name and site as line ${earlier}` });
      continue;
    }
    seen.set(nameKey(input), row.line);
    const known = context.contacts.get(row.cells['contactId'] ?? '') ?? byName.get(nameKey(input));
    const contact = context.complete(input, known?.contactId ?? randomUUID());
    if ('message' in contact) {
      report.errors.push({ line: row.line, column: contact.field, message: contact.message });
    } else if (known && sameContact(known, contact)) {
      report.unchanged += 1;
    } else {
      report[known ? 'changed' : 'added'] += 1;
      changed.push(contact);
    }
  }
  return { report, changed };
}

const nameKey = (contact: { readonly name: string; readonly site: string }): string =>
  `${contact.name}\n${contact.site}`.toLowerCase();

function parseRow(row: CsvRow, errors: ImportReport['errors']): z.output<typeof ContactInput> | undefined {
  const cell = (column: string): string => row.cells[column] ?? '';
  const parsed = ContactInput.safeParse({
    name: cell('name'),
    site: cell('site'),
    service: cell('service'),
    numbers: cell('numbers')
      .split(/[|,\n]/)
      .map((number) => number.trim())
      .filter((number) => number !== ''),
    email: cell('email'),
    vip: YES.test(cell('vip')),
  });
  if (parsed.success) return parsed.data;
  for (const { path, message } of parsed.error.issues) {
    errors.push({ line: row.line, column: String(path[0] ?? ''), message });
  }
  return undefined;
}

function sameContact(a: Contact, b: Contact): boolean {
  return (
    [a.name, a.site, a.service, a.email, a.vip, ...a.numbers].join('\n') ===
    [b.name, b.site, b.service, b.email, b.vip, ...b.numbers].join('\n')
  );
}
