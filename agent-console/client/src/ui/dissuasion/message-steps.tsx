import { Collapse, Text, Timeline, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import type { Dissuasion } from '@decroche/protocol';
import { useTranslation } from 'react-i18next';
import { dateTime } from '../format.ts';
import { useLocale } from '../parts/use-locale.ts';
import classes from './dissuasion.module.css';

/** Who did what with a message, and when: the latest step in sight, the others a click away. */
export function MessageSteps({ steps }: { steps: Dissuasion['steps'] }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const [open, { toggle }] = useDisclosure(false);
  const last = steps.at(-1);
  if (!last) return null;
  const who = (by: string) => (by === 'system' ? t('dissuasion.bySystem') : by);
  const line = ({ at, by }: (typeof steps)[number]) => t('dissuasion.by', { at: dateTime(at, locale), name: who(by) });
  const Shape = open ? IconChevronDown : IconChevronRight;
  return (
    <div>
      <Text size="sm">
        <b>{t(`dissuasion.step.${last.step}`)}</b> {line(last)}
      </Text>
      <UnstyledButton className={classes.more} aria-expanded={open} onClick={toggle}>
        <Shape size={16} aria-hidden /> {t('dissuasion.history', { count: steps.length })}
      </UnstyledButton>
      <Collapse expanded={open} keepMounted={false}>
        <Timeline active={steps.length} bulletSize={14} lineWidth={2} mt="xs">
          {steps.toReversed().map((step) => (
            <Timeline.Item key={step.seq} title={<Text size="sm">{t(`dissuasion.step.${step.step}`)}</Text>}>
              <Text size="sm" c="dimmed">
                {line(step)}
              </Text>
              {step.reason !== undefined && step.reason !== '' && <Text size="sm">« {step.reason} »</Text>}
            </Timeline.Item>
          ))}
        </Timeline>
      </Collapse>
    </div>
  );
}
