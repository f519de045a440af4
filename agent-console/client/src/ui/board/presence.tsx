import { Anchor, Text, Title } from '@mantine/core';
import { IconClockExclamation, IconUserCheck, IconUsersPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { BoardView } from '@decroche/protocol';
import { timeOfDay } from '../format.ts';
import { useLocale } from '../parts/use-locale.ts';
import classes from './board.module.css';

/** The roster against who is there (H2): expected, late, and who joins next. */
export function Presence({ shifts }: { shifts: BoardView['shifts'] }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { expectedNow, present, late, nextReinforcement } = shifts;
  if (expectedNow === 0 && late.length === 0 && !nextReinforcement) return null;
  const lateNames = late
    .map(({ name, startedAt }) => t('supervision.shifts.lateOne', { name, at: timeOfDay(startedAt, locale) }))
    .join(', ');
  return (
    <section className={classes.presence} aria-labelledby="board-presence">
      <Title order={2} size="h6" id="board-presence">
        {t('supervision.shifts.title')}
      </Title>
      <Text className={classes.fact}>
        <IconUserCheck size={18} aria-hidden color="var(--tone-good)" />
        {t('supervision.shifts.present', { count: present, expected: expectedNow })}
      </Text>
      {late.length > 0 && (
        <Text className={classes.fact} fw={600}>
          <IconClockExclamation size={18} aria-hidden color="var(--tone-bad)" />
          {t('supervision.shifts.late', { names: lateNames })}
        </Text>
      )}
      <Text className={classes.fact}>
        <IconUsersPlus size={18} aria-hidden color="var(--tone-busy)" />
        {nextReinforcement
          ? t('supervision.shifts.reinforcement', {
              at: timeOfDay(nextReinforcement.at, locale),
              names: nextReinforcement.agents.map(({ name }) => name).join(', '),
            })
          : t('supervision.shifts.noReinforcement')}
      </Text>
      <Anchor component={Link} to="/planning" underline="always" size="sm">
        {t('supervision.shifts.plan')}
      </Anchor>
    </section>
  );
}
