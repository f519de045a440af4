import type { Definition, DissuasionContent } from '@decroche/protocol';
import { useTranslation } from 'react-i18next';
import { clock, dateTime } from '../format.ts';
import { useLocale } from '../parts/use-locale.ts';
import { useDefinition } from '../queries.ts';

type Scope = Pick<DissuasionContent['scope'], 'serviceIds' | 'queueIds'>;

function namesOf(definition: Definition | undefined, { serviceIds, queueIds }: Scope) {
  const service = (id: string) => definition?.services.find(({ serviceId }) => serviceId === id)?.name ?? id;
  const queue = (id: string) => definition?.queues.find(({ queueId }) => queueId === id)?.name ?? id;
  return { services: serviceIds.map(service), queues: queueIds.map(queue) };
}

/** Whom a message speaks to, when, and what it waits for, in words. */
export function useMessageWords() {
  const { t } = useTranslation();
  const locale = useLocale();
  const definition = useDefinition().data;
  const audience = (scope: Scope): string => {
    const { services, queues } = namesOf(definition, scope);
    const parts = [
      ...(services.length > 0 ? [t('dissuasion.scope.services', { names: services.join(', ') })] : []),
      ...(queues.length > 0 ? [t('dissuasion.scope.queues', { names: queues.join(', ') })] : []),
    ];
    return parts.length > 0 ? parts.join(' ; ') : t('dissuasion.scope.everyone');
  };
  const times = ({ hours, expiresAt }: DissuasionContent['scope']): string =>
    [
      ...(hours.length === 0
        ? [t('dissuasion.scope.allDay')]
        : hours.map(({ from, to }) => t('dissuasion.scope.hours', { from, to }))),
      expiresAt === undefined
        ? t('dissuasion.scope.noExpiry')
        : t('dissuasion.scope.expires', { at: dateTime(expiresAt, locale) }),
    ].join(', ');
  const arming = (content: DissuasionContent): string | undefined => {
    const { waiting, expectedWaitMs, longestWaitMs } = content.arming ?? {};
    const thresholds = [
      ...(waiting === undefined ? [] : [t('dissuasion.arming.waiting', { count: waiting })]),
      ...(expectedWaitMs === undefined ? [] : [t('dissuasion.arming.expectedWaitMs', { time: clock(expectedWaitMs) })]),
      ...(longestWaitMs === undefined ? [] : [t('dissuasion.arming.longestWaitMs', { time: clock(longestWaitMs) })]),
    ];
    if (thresholds.length === 0) return undefined;
    return t('dissuasion.arming.when', { thresholds: thresholds.join(t('dissuasion.arming.or')) });
  };
  return { audience, times, arming };
}
