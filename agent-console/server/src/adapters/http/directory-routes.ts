import { answers, Problem, route, type Route } from '@decroche/platform/http';
import { Contact, ContactInput, ContactPage, ImportReport } from '@decroche/protocol';
import { z } from 'zod';
import type { ContactRefusal } from '../../app/directory.ts';
import { missing, Paging, type ConsoleParts } from './parts.ts';

const tag = 'directory';
const ofContact = z.object({ contactId: z.string().min(1).max(80) });
/** Bytes of a CSV file. */
export const CSV_LIMIT = 4 * 1024 * 1024;
/** `?dryRun=1`: say what would happen, change nothing. */
export const DryRun = z.object({ dryRun: z.stringbool().default(false) });

function acceptedContact(result: Contact | ContactRefusal): Contact {
  if (!('message' in result)) return result;
  throw new Problem(400, 'not valid', {
    reason: 'invalid',
    detail: result.message,
    more: { issues: [{ path: `body.${result.field}`, message: result.message }] },
  });
}

/** The directory of people who call. */
export function directoryRoutes(parts: ConsoleParts): Route[] {
  return [...readingRoutes(parts), ...writingRoutes(parts)];
}

function readingRoutes({ directory, audit }: ConsoleParts): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/contacts/export.csv',
      summary: 'The directory as a file that a spreadsheet opens and the import takes back',
      tag,
      access: 'supervisor',
      produces: 'text/csv',
      async handle({ identity, address }) {
        await audit.note({ identity, address, action: 'contacts.exported', target: 'contacts' });
        return answers.csv(directory.export(), 'annuaire.csv');
      },
    }),
    route({
      method: 'get',
      path: '/api/contacts/search',
      summary: 'Contacts that have every word: name, site, service, number',
      tag,
      access: 'agent',
      query: Paging.extend({ q: z.string().trim().min(1).max(100) }),
      result: ContactPage,
      handle: ({ query }) => directory.list(query.q, query),
    }),
    route({
      method: 'get',
      path: '/api/contacts',
      summary: 'The directory, by name',
      tag,
      access: 'agent',
      query: Paging.extend({ q: z.string().max(100).default('') }),
      result: ContactPage,
      handle: ({ query }) => directory.list(query.q, query),
    }),
    route({
      method: 'get',
      path: '/api/contacts/:contactId',
      summary: 'A contact',
      tag,
      access: 'agent',
      params: ofContact,
      result: Contact,
      refusals: { 404: 'no such contact' },
      handle({ params }) {
        const contact = directory.find(params.contactId);
        if (contact) return contact;
        throw missing('contact');
      },
    }),
  ];
}

function writingRoutes({ directory, audit }: ConsoleParts): Route[] {
  return [
    route({
      method: 'post',
      path: '/api/contacts/import',
      summary: 'Add and change contacts from CSV (name;site;service;numbers;email;vip); all lines or none',
      tag,
      access: 'supervisor',
      query: DryRun,
      body: { text: 'text/csv', limit: CSV_LIMIT },
      result: ImportReport,
      async handle({ query, body, identity, address }) {
        const report = await directory.import(body, query.dryRun);
        if (report.applied) {
          const detail = `${report.added} added, ${report.changed} changed`;
          await audit.note({ identity, address, action: 'contacts.imported', target: 'contacts', detail });
        }
        return report;
      },
    }),
    route({
      method: 'post',
      path: '/api/contacts',
      summary: 'Add a contact',
      tag,
      access: 'supervisor',
      body: ContactInput,
      result: Contact,
      async handle({ body, identity, address }) {
        const contact = acceptedContact(await directory.put(body));
        await audit.note({ identity, address, action: 'contact.added', target: contact.contactId });
        return contact;
      },
    }),
    route({
      method: 'put',
      path: '/api/contacts/:contactId',
      summary: 'Change a contact',
      tag,
      access: 'supervisor',
      params: ofContact,
      body: ContactInput,
      result: Contact,
      refusals: { 404: 'no such contact' },
      async handle({ params, body, identity, address }) {
        if (!directory.find(params.contactId)) throw missing('contact');
        const contact = acceptedContact(await directory.put(body, params.contactId));
        await audit.note({ identity, address, action: 'contact.changed', target: contact.contactId });
        return contact;
      },
    }),
    route({
      method: 'delete',
      path: '/api/contacts/:contactId',
      summary: 'Remove a contact',
      tag,
      access: 'supervisor',
      params: ofContact,
      refusals: { 404: 'no such contact' },
      async handle({ params, identity, address }) {
        if (!(await directory.remove(params.contactId))) throw missing('contact');
        await audit.note({ identity, address, action: 'contact.removed', target: params.contactId });
        return answers.empty();
      },
    }),
  ];
}
