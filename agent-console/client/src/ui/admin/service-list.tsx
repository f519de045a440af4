import { Badge, Button, Group, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Definition, ServiceDefinition } from '@decroche/protocol';
import { percent } from '../format.ts';
import { useDefinition } from '../queries.ts';
import { ServiceForm } from './service-form.tsx';

function hoursWords(definition: Definition, service: ServiceDefinition): string {
  const calendar = definition.calendars.find(({ calendarId }) => calendarId === service.calendarId);
  return calendar?.name ?? service.calendarId;
}

/** What each dialled number reaches, its promise, and what its callers hear. */
export function ServiceList() {
  const { t, i18n } = useTranslation();
  const definition = useDefinition().data;
  const [service, setService] = useState<ServiceDefinition>();
  if (!definition) return null;
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        {t('services.version', { version: definition.version })}
      </Text>
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        {definition.services.map((one) => (
          <Paper key={one.serviceId} p="md" bg="var(--surface)" component="article">
            <Group justify="space-between">
              <Title order={2} size="h4">
                {one.name}
              </Title>
              <Button
                variant="default"
                size="compact-md"
                leftSection={<IconPencil size={16} aria-hidden />}
                onClick={() => setService(one)}
              >
                {t('common.edit')}
              </Button>
            </Group>
            <Group gap={6} my="xs">
              {one.numbers.map((number) => (
                <Badge key={number} variant="default" size="lg" className="tabular">
                  {number}
                </Badge>
              ))}
            </Group>
            <Text size="sm">
              {t('services.hours')} : {hoursWords(definition, one)}
            </Text>
            <Text size="sm">
              {t('services.promise', {
                seconds: one.serviceLevel.thresholdMs / 1000,
                pickUp: percent(one.serviceLevel.pickUpTarget, i18n.language),
                abandon: percent(one.serviceLevel.abandonTarget, i18n.language),
                clause: one.serviceLevel.clause,
              })}
            </Text>
            <Text size="sm">
              {t('services.limits', { wait: one.maximumWaitMs / 1000, waiting: one.maximumWaiting })}
            </Text>
          </Paper>
        ))}
      </SimpleGrid>
      {service && <ServiceForm service={service} definition={definition} onClose={() => setService(undefined)} />}
    </Stack>
  );
}
