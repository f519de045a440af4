import { Button, Group, Paper, Text } from '@mantine/core';
import { IconPhoneIncoming } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useConsole, useStore } from '../console-context.ts';
import { useOfferKeys } from '../desk/offer-keys.ts';
import { useCallerName } from '../parts/caller-name.tsx';
import { attempt } from '../parts/problem.tsx';
import classes from './shell.module.css';

/** A call offered while the agent is on another page: the call comes first, the page stays. */
export function OfferBanner() {
  const { t } = useTranslation();
  const { feeds, softphone, me } = useConsole();
  const nameOf = useCallerName();
  const navigate = useNavigate();
  const offer = useStore(feeds.desk.live).view?.offer;
  const answer = () => {
    if (!offer) return;
    softphone.answer(offer.offerId);
    void navigate('/desk');
  };
  const decline = () => offer && void attempt(() => me.decline(offer.offerId), t);
  useOfferKeys(offer !== undefined, answer, decline);
  if (!offer) return null;
  return (
    <Paper className={classes.notice} role="alert" radius={0} p="sm" bg="var(--wash-warn)">
      <Group justify="space-between">
        <Group gap="sm">
          <IconPhoneIncoming aria-hidden />
          <Text fw={650}>
            {t(offer.kind === 'callback' ? 'deskDay.callback.title' : 'offer.title')} : {nameOf(offer.pop.caller)} ·{' '}
            {offer.pop.serviceName}
          </Text>
        </Group>
        <Group gap="xs">
          <Button color="#1a7a48" onClick={answer}>
            {t('offer.answer')}
          </Button>
          <Button variant="default" onClick={decline}>
            {t('offer.decline')}
          </Button>
        </Group>
      </Group>
    </Paper>
  );
}
