import { Text, Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { DayPlan, ServiceForecast } from '@decroche/protocol';
import { percent, timeOfDay } from '../format.ts';
import { useLocale } from '../parts/use-locale.ts';
import { place, type Axis } from './axis.ts';
import { Grid } from './gantt.tsx';
import { labelRuns } from './label-runs.ts';
import classes from './gantt.module.css';

const QUARTER_MS = 900_000;

type Coverage = DayPlan['coverage'][number];

const isOpen = ({ open }: Coverage, at: number): boolean =>
  open.some(({ fromAt, toAt }) => at < toAt && at + QUARTER_MS > fromAt);

function toneOf(coverage: Coverage, step: Coverage['steps'][number]): 'good' | 'warn' | 'bad' | undefined {
  if (!isOpen(coverage, step.at)) return undefined;
  if (step.gapMs > 0 || step.present === 0) return 'bad';
  return step.present === coverage.minimumPresent ? 'warn' : 'good';
}

/** How many are present for a queue, quarter by quarter; red where fewer than the minimum are. */
export function CoverageStrip({ coverage, axis, now }: { coverage: Coverage; axis: Axis; now: number }) {
  const { t } = useTranslation();
  const locale = useLocale();
  return (
    <>
      <div className={classes.name}>
        <div style={{ minWidth: 0 }}>
          <Text size="sm" truncate>
            {coverage.name}
          </Text>
          <Text size="xs" c="dimmed">
            {t('planning.minimum', { count: coverage.minimumPresent })}
          </Text>
        </div>
      </div>
      <div className={classes.track} role="img" aria-label={t('planning.coverageAlternative', { name: coverage.name })}>
        <Grid axis={axis} now={now} />
        {coverage.steps
          .filter(({ at }) => at + QUARTER_MS > axis.fromAt && at < axis.toAt)
          .map((step) => (
            <Tooltip
              key={step.at}
              label={`${timeOfDay(step.at, locale)} · ${t('planning.present', { count: step.present })}`}
            >
              <span
                className={classes.step}
                data-tone={toneOf(coverage, step)}
                style={place(axis, step.at, step.at + QUARTER_MS)}
              >
                {isOpen(coverage, step.at) || step.present > 0 ? step.present : ''}
              </span>
            </Tooltip>
          ))}
      </div>
    </>
  );
}

const whole = (share: number | undefined): string => (share === undefined ? '' : String(Math.round(100 * share)));

/** The share of calls a service may expect to pick up in time, quarter by quarter; red where the promise would be missed (C2). */
export function ForecastStrip({ forecast, axis, now }: { forecast: ServiceForecast; axis: Axis; now: number }) {
  const { t, i18n } = useTranslation();
  const locale = useLocale();
  const steps = forecast.steps.filter(({ at, open }) => open && at + QUARTER_MS > axis.fromAt && at < axis.toAt);
  const labels = steps.map(({ at, pickUp }) => ({ at, label: whole(pickUp) }));
  return (
    <>
      <div className={classes.name}>
        <div style={{ minWidth: 0 }}>
          <Text size="sm" truncate>
            {forecast.name}
          </Text>
          <Text size="xs" c="dimmed">
            {t('planning.expectedDay', {
              share: percent(forecast.pickUp, i18n.language),
              target: percent(forecast.target, i18n.language),
            })}
          </Text>
        </div>
      </div>
      <div className={classes.track} role="img" aria-label={t('planning.forecastAlternative', { name: forecast.name })}>
        <Grid axis={axis} now={now} />
        {steps.map((step) => (
          <Tooltip
            key={step.at}
            label={t('planning.expectedQuarter', {
              at: timeOfDay(step.at, locale),
              calls: new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 1 }).format(step.calls),
              share: percent(step.pickUp, i18n.language),
            })}
          >
            <span
              className={classes.step}
              data-tone={step.pickUp === undefined ? undefined : step.missed ? 'bad' : 'good'}
              style={place(axis, step.at, step.at + QUARTER_MS)}
            />
          </Tooltip>
        ))}
        {labelRuns(labels, QUARTER_MS).map(({ fromAt, toAt, label }) => (
          <span key={fromAt} className={classes.figure} style={place(axis, fromAt, toAt)}>
            {label}
          </span>
        ))}
      </div>
    </>
  );
}
