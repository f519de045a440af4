import { Badge, Button, Paper, Skeleton, Stack, Table, Text } from '@mantine/core';
import { IconRestore } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { DefinitionVersionPage, type DefinitionVersion } from '@decroche/protocol';
import { dateTime } from '../format.ts';
import { ProblemAlert } from '../parts/problem.tsx';
import { useChange } from '../parts/use-change.ts';
import { useLocale } from '../parts/use-locale.ts';
import { useRead, SHOWS_DEFINITION } from '../queries.ts';

/** Every published definition: who changed what, when; any of them can be published again. */
export function VersionList() {
  const { t } = useTranslation();
  const locale = useLocale();
  const change = useChange(SHOWS_DEFINITION);
  const { data, error, refetch } = useRead(
    ['definition', 'versions'],
    '/api/definition/versions?limit=50',
    DefinitionVersionPage,
  );
  if (error) return <ProblemAlert error={error} retry={() => void refetch()} />;
  if (!data) return <Skeleton h={200} aria-label={t('common.loading')} />;
  const latest = data.items[0]?.version;
  return (
    <Paper p="md" bg="var(--surface)">
      <Table.ScrollContainer minWidth={640}>
        <Table aria-label={t('admin.versions')} className="tabular">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('definition.version')}</Table.Th>
              <Table.Th>{t('table.at')}</Table.Th>
              <Table.Th>{t('definition.by')}</Table.Th>
              <Table.Th>{t('definition.changes')}</Table.Th>
              <Table.Th>{t('table.action')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {data.items.map((one) => (
              <Table.Tr key={one.version}>
                <Table.Td>{one.version}</Table.Td>
                <Table.Td>{dateTime(one.publishedAt, locale)}</Table.Td>
                <Table.Td>{one.byName ?? one.by}</Table.Td>
                <Table.Td>
                  <Changes of={one} />
                </Table.Td>
                <Table.Td>
                  {one.version === latest ? (
                    <Badge variant="light">{t('definition.inForce')}</Badge>
                  ) : (
                    <Button
                      size="compact-md"
                      variant="default"
                      leftSection={<IconRestore size={16} aria-hidden />}
                      onClick={() => void change('POST', `/api/definition/versions/${one.version}/restore`)}
                    >
                      {t('definition.restore')}
                    </Button>
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Paper>
  );
}

const SHOWN = 6;

function Changes({ of: { changes } }: { of: DefinitionVersion }) {
  const { t } = useTranslation();
  if (!changes) return <Text size="sm">{t('definition.first')}</Text>;
  return (
    <Stack gap={0}>
      {changes.slice(0, SHOWN).map(({ part, id, name, how }) => (
        <Text key={`${part}-${id}`} size="sm">
          {t(`definition.part.${part}`)} « {name} » {t(`definition.how.${how}`)}
        </Text>
      ))}
      {changes.length > SHOWN && (
        <Text size="sm">{t('definition.moreChanges', { count: changes.length - SHOWN })}</Text>
      )}
    </Stack>
  );
}
