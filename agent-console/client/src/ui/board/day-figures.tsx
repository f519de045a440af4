import { Sparkline } from '@mantine/charts';
import '@mantine/charts/styles.css';
import { Text, Title } from '@mantine/core';
import { IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { CallClass } from '@decroche/protocol';
import { percent } from '../format.ts';
import { outOfCalls } from '../reports/out-of.ts';
import { useFigures, useHalfHours } from '../queries.ts';
import classes from './board.module.css';

interface Rate {
  readonly title: string;
  readonly rate: number | undefined;
  readonly reached: boolean;
  readonly target: string;
  /** The calls behind it, in words: a share of few calls says little. */
  readonly calls: string | undefined;
}

function RateCard({ title, rate, reached, target, calls }: Rate) {
  const { t, i18n } = useTranslation();
  const Shape = reached ? IconCircleCheck : IconCircleX;
  return (
    <article className={classes.card}>
      <Title order={2} size="h6">
        {title}
      </Title>
      <div className={classes.figureValue}>{percent(rate, i18n.language)}</div>
      {rate !== undefined && calls !== undefined && (
        <Text size="sm" c="dimmed" className="tabular">
          {calls}
        </Text>
      )}
      <Text size="sm" className={classes.row} component="div">
        <span>{target}</span>
        <span>
          {rate === undefined ? (
            t('board.noCallYet')
          ) : (
            <>
              <Shape
                size={16}
                aria-hidden
                style={{ verticalAlign: '-3px', color: `var(--tone-${reached ? 'good' : 'bad'})` }}
              />{' '}
              {t(reached ? 'board.reached' : 'board.notReached')}
            </>
          )}
        </span>
      </Text>
    </article>
  );
}

/** The day against its promises; the reports own these figures. */
export function DayFigures() {
  const { t, i18n } = useTranslation();
  const figures = useFigures({}).data;
  const halfHours = useHalfHours({}).data ?? [];
  if (!figures) return null;
  const { pickUpRate, pickUpTarget, abandonRate, abandonTarget, thresholdMs } = figures;
  const points = halfHours.flatMap((half) => (half.pickUpRate === undefined ? [] : [half.pickUpRate]));
  const seconds = thresholdMs / 1000;
  const outOf = (part: CallClass): string | undefined => outOfCalls(figures, part, t);
  return (
    <section className={classes.figures} aria-label={t('board.today')}>
      <RateCard
        title={t('board.pickUp', { seconds })}
        rate={pickUpRate}
        reached={pickUpRate === undefined || pickUpRate >= pickUpTarget}
        target={t('board.target', { target: percent(pickUpTarget, i18n.language) })}
        calls={outOf('answeredOnTime')}
      />
      <RateCard
        title={t('board.abandon', { seconds })}
        rate={abandonRate}
        reached={abandonRate === undefined || abandonRate < abandonTarget}
        target={t('board.limit', { target: percent(abandonTarget, i18n.language) })}
        calls={outOf('abandonedLate')}
      />
      <article className={classes.card}>
        <Title order={2} size="h6">
          {t('board.sparkline')}
        </Title>
        {points.length > 1 ? (
          <div inert>
            <Sparkline h={70} data={points} color="petrol.6" fillOpacity={0.2} curveType="monotone" />
          </div>
        ) : (
          <Text c="dimmed" size="sm" mt={8}>
            {t(points.length === 0 ? 'board.noCallYet' : 'board.tooFew')}
          </Text>
        )}
      </article>
    </section>
  );
}
