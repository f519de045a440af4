import { Progress, Text } from '@mantine/core';
import type { DissuasionEffect } from '@decroche/protocol';
import { useTranslation } from 'react-i18next';
import { count } from '../format.ts';
import classes from './dissuasion.module.css';

/** What became of those it was said to; each colour has its figure and word below (WCAG 1.4.1). */
const SHARES = [
  ['attached', 'teal.7'],
  ['callback', 'indigo.6'],
  ['voicemail', 'grape.6'],
  ['left', 'orange.7'],
  ['released', 'gray.6'],
  ['stayed', 'petrol.7'],
] as const;

/** The effect of a message in figures. */
export function MessageEffect({ effect }: { effect: DissuasionEffect | undefined }) {
  const { t, i18n } = useTranslation();
  if (!effect || effect.saidTo === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t('dissuasion.effect.none')}
      </Text>
    );
  }
  const { answered, abandoned } = effect.afterStaying;
  const shown = SHARES.filter(([name]) => effect[name] > 0);
  return (
    <section aria-label={t('dissuasion.effect.title')}>
      <Progress.Root size={10} aria-hidden>
        {shown.map(([name, color]) => (
          <Progress.Section key={name} value={(100 * effect[name]) / effect.saidTo} color={color} />
        ))}
      </Progress.Root>
      <dl className={classes.effect}>
        {(['saidTo', 'heard'] as const).map((name) => (
          <div key={name}>
            <dt>{t(`dissuasion.effect.${name}`)}</dt>
            <dd>{count(effect[name], i18n.language)}</dd>
          </div>
        ))}
        {shown.map(([name, color]) => (
          <div key={name}>
            <dt>
              <span className={classes.dot} style={{ background: `var(--mantine-color-${color.replace('.', '-')})` }} />
              {t(`dissuasion.effect.${name}`)}
            </dt>
            <dd>{count(effect[name], i18n.language)}</dd>
          </div>
        ))}
      </dl>
      {effect.stayed > 0 && (
        <Text size="sm" c="dimmed">
          {t('dissuasion.effect.after', { answered, abandoned })}
        </Text>
      )}
    </section>
  );
}
