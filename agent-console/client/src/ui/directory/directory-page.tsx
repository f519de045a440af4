import { ActionIcon, Badge, Button, Group, Paper, Table, Text, TextInput, Tooltip } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconAddressBook, IconDownload, IconPencil, IconPlus, IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ContactPage, type Contact } from '@decroche/protocol';
import { CsvImport } from '../parts/csv-import.tsx';
import { Nothing } from '../parts/nothing.tsx';
import { Page } from '../parts/page.tsx';
import { Pager } from '../parts/pager.tsx';
import { ProblemAlert } from '../parts/problem.tsx';
import { queryString, useRead } from '../queries.ts';
import { useMay } from '../shell/session-role.ts';
import { ContactForm } from './contact-form.tsx';

const LIMIT = 50;

function ContactRows({ contacts, edit }: { contacts: readonly Contact[]; edit: (contact: Contact) => void }) {
  const { t } = useTranslation();
  return contacts.map((contact) => (
    <Table.Tr key={contact.contactId}>
      <Table.Td>
        <Group gap={8}>
          <Text fw={600} size="sm">
            {contact.name}
          </Text>
          {contact.vip && (
            <Badge color="violet.8" size="sm">
              {t('caller.vip')}
            </Badge>
          )}
        </Group>
      </Table.Td>
      <Table.Td>{contact.site || '—'}</Table.Td>
      <Table.Td>{contact.service || '—'}</Table.Td>
      <Table.Td className="tabular">{contact.numbers.join(', ') || '—'}</Table.Td>
      <Table.Td>{contact.email || '—'}</Table.Td>
      <Table.Td>
        <Tooltip label={t('common.edit')}>
          <ActionIcon
            variant="default"
            size="lg"
            aria-label={t('directory.editOf', { name: contact.name })}
            onClick={() => edit(contact)}
          >
            <IconPencil size={17} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Table.Td>
    </Table.Tr>
  ));
}

/** Whom callers are recognised by. */
export default function DirectoryPage() {
  const { t } = useTranslation();
  const [words, setWords] = useState('');
  const [offset, setOffset] = useState(0);
  const [edited, setEdited] = useState<Contact | 'new'>();
  const mayImport = useMay('supervisor');
  const [q] = useDebouncedValue(words.trim(), 250);
  const { data, error, refetch } = useRead(
    ['contacts', q, offset],
    `/api/contacts${queryString({ q, offset, limit: LIMIT })}`,
    ContactPage,
  );
  return (
    <Page
      title={t('nav.directory')}
      actions={
        <>
          {mayImport && (
            <Button
              component="a"
              href="/api/contacts/export.csv"
              variant="default"
              leftSection={<IconDownload size={18} aria-hidden />}
            >
              {t('common.csv')}
            </Button>
          )}
          {mayImport && (
            <CsvImport
              title={t('directory.import')}
              path="/api/contacts/import"
              columns="name;site;service;numbers;email;vip"
              refresh={['contacts']}
            />
          )}
          <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setEdited('new')}>
            {t('directory.new')}
          </Button>
        </>
      }
    >
      <TextInput
        aria-label={t('directory.search')}
        placeholder={t('directory.search')}
        leftSection={<IconSearch size={18} aria-hidden />}
        value={words}
        onChange={(event) => {
          setWords(event.currentTarget.value);
          setOffset(0);
        }}
        w={360}
      />
      {error && <ProblemAlert error={error} retry={() => void refetch()} />}
      <Paper bg="var(--surface)">
        {data?.items.length === 0 && (
          <Nothing icon={IconAddressBook} title={t('directory.none')} hint={t('directory.noneHint')} />
        )}
        {data && data.items.length > 0 && (
          <Table.ScrollContainer minWidth={760}>
            <Table highlightOnHover aria-label={t('nav.directory')}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t('directory.name')}</Table.Th>
                  <Table.Th>{t('ticket.site')}</Table.Th>
                  <Table.Th>{t('table.service')}</Table.Th>
                  <Table.Th>{t('directory.numbers')}</Table.Th>
                  <Table.Th>{t('directory.email')}</Table.Th>
                  <Table.Th>{t('table.action')}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                <ContactRows contacts={data.items} edit={setEdited} />
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        )}
      </Paper>
      {data && <Pager offset={offset} limit={LIMIT} total={data.total} go={setOffset} />}
      {edited !== undefined && <ContactForm contact={edited} onClose={() => setEdited(undefined)} />}
    </Page>
  );
}
