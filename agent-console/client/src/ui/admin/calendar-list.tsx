import { Button, Group, Paper, Select, Stack, Table, Text, Title } from '@mantine/core';
import dayjs from 'dayjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CalendarDays, type CalendarDefinition } from '@decroche/protocol';
import { timeOfDay } from '../format.ts';
import { ConfirmButton } from '../parts/confirm-button.tsx';
import { ProblemAlert } from '../parts/problem.tsx';
import { useChange } from '../parts/use-change.ts';
import { useLocale } from '../parts/use-locale.ts';
import { useDay } from '../planning/use-day.ts';
import { useDefinition, useRead, SHOWS_DEFINITION } from '../queries.ts';
import { CalendarForm } from './calendar-form.tsx';
import { ClosingForm } from './closing-form.tsx';

const WEEKS_AHEAD = 8;

/** When services answer: weekly hours, holidays, exceptional closings; and what that makes of the next weeks. */
export function CalendarList() {
  const { t } = useTranslation();
  const definition = useDefinition().data;
  const [edited, setEdited] = useState<CalendarDefinition>();
  const [closing, setClosing] = useState<CalendarDefinition>();
  const [picked, setPicked] = useState<string | null>(null);
  if (!definition) return null;
  const calendar = definition.calendars.find(({ calendarId }) => calendarId === picked) ?? definition.calendars[0];
  if (!calendar) return null;
  return (
    <Stack>
      <Group align="end" justify="space-between">
        <Select
          label={t('definition.calendar')}
          allowDeselect={false}
          value={calendar.calendarId}
          data={definition.calendars.map(({ calendarId, name }) => ({ value: calendarId, label: name }))}
          onChange={setPicked}
        />
        <Group gap="xs">
          <Button variant="default" onClick={() => setEdited(calendar)}>
            {t('definition.editHours')}
          </Button>
          <Button onClick={() => setClosing(calendar)}>{t('definition.close')}</Button>
        </Group>
      </Group>
      <Paper p="md" bg="var(--surface)">
        <Title order={2} size="h4" mb="xs">
          {t('definition.weekly')}
        </Title>
        {calendar.weekly.map(({ days, from, to }) => (
          <Text key={`${days.join('')}${from}`} size="sm">
            {days.map((day) => t(`planning.weekday.${String(day) as '1'}`)).join(', ')} : {from} – {to}
          </Text>
        ))}
        <Text size="sm" c="dimmed">
          {t(`definition.holidays.${calendar.holidays}`)}
        </Text>
        <Exceptions calendar={calendar} />
      </Paper>
      <NextWeeks calendarId={calendar.calendarId} />
      {edited && <CalendarForm calendar={edited} onClose={() => setEdited(undefined)} />}
      {closing && <ClosingForm calendar={closing} onClose={() => setClosing(undefined)} />}
    </Stack>
  );
}

function Exceptions({ calendar }: { calendar: CalendarDefinition }) {
  const { t } = useTranslation();
  const change = useChange(SHOWS_DEFINITION);
  const remove = (date: string) =>
    change('PUT', `/api/calendars/${encodeURIComponent(calendar.calendarId)}`, {
      body: { ...calendar, exceptions: calendar.exceptions.filter((each) => each.date !== date) },
    });
  if (calendar.exceptions.length === 0) return null;
  return (
    <Table mt="sm" aria-label={t('definition.exceptions')}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('definition.exceptions')}</Table.Th>
          <Table.Th>{t('definition.why')}</Table.Th>
          <Table.Th>{t('services.hours')}</Table.Th>
          <Table.Th>{t('table.action')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {calendar.exceptions.map(({ date, reason, windows }) => (
          <Table.Tr key={date}>
            <Table.Td className="tabular">{dayjs(date).format('DD/MM/YYYY')}</Table.Td>
            <Table.Td>{reason}</Table.Td>
            <Table.Td>
              {windows.length === 0
                ? t('definition.closedAllDay')
                : windows.map(({ from, to }) => `${from} – ${to}`).join(', ')}
            </Table.Td>
            <Table.Td>
              <ConfirmButton
                label={t('common.delete')}
                question={t('definition.deleteException', { reason })}
                onConfirm={() => void remove(date)}
              />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

/** What the rules make of the days to come: the proof of the pudding, holidays and bridge days included. */
function NextWeeks({ calendarId }: { calendarId: string }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { today } = useDay();
  const monday = dayjs(today).subtract((dayjs(today).day() + 6) % 7, 'day');
  const from = monday.format('YYYY-MM-DD');
  const to = monday.add(7 * WEEKS_AHEAD - 1, 'day').format('YYYY-MM-DD');
  const path = `/api/calendars/${encodeURIComponent(calendarId)}/days?from=${from}&to=${to}`;
  const { data, error } = useRead(['calendarDays', calendarId, from], path, CalendarDays);
  if (error) return <ProblemAlert error={error} />;
  const days = data?.items ?? [];
  const weeks = Array.from({ length: Math.ceil(days.length / 7) }, (_, n) => days.slice(7 * n, 7 * n + 7));
  return (
    <Paper p="md" bg="var(--surface)">
      <Title order={2} size="h4" mb="xs">
        {t('definition.nextWeeks')}
      </Title>
      <Table.ScrollContainer minWidth={760}>
        <Table aria-label={t('definition.nextWeeks')} withColumnBorders className="tabular">
          <Table.Thead>
            <Table.Tr>
              {(['1', '2', '3', '4', '5', '6', '7'] as const).map((day) => (
                <Table.Th key={day}>{t(`planning.weekday.${day}`)}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {weeks.map((week) => (
              <Table.Tr key={week[0]?.date}>
                {week.map(({ date, holiday, exception, open }) => (
                  <Table.Td
                    key={date}
                    bg={(exception ?? holiday) === undefined ? undefined : 'var(--wash-warn)'}
                    style={date === today ? { outline: '2px solid var(--mantine-primary-color-filled)' } : undefined}
                  >
                    <Text size="xs" c="dimmed">
                      {dayjs(date).format('DD/MM')}
                    </Text>
                    <Text size="xs">
                      {open.length === 0
                        ? t('definition.closed')
                        : open
                            .map(({ fromAt, toAt }) => `${timeOfDay(fromAt, locale)} – ${timeOfDay(toAt, locale)}`)
                            .join(', ')}
                    </Text>
                    <Text size="xs" fw={600}>
                      {exception ?? holiday}
                    </Text>
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Paper>
  );
}
