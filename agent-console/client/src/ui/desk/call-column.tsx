import { Alert, Button, Group, Kbd, Text, Title } from '@mantine/core';
import { IconInfoCircle, IconPhone, IconPhoneIncoming, IconPhoneOff, IconPhoneOutgoing } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { DeskView } from '@decroche/protocol';
import type { TicketEditor } from '../../app/ticket-editor.ts';
import { useConsole, useStore } from '../console-context.ts';
import fr from '../locales/fr.json' with { type: 'json' };
import { useCallerName } from '../parts/caller-name.tsx';
import { Elapsed } from '../parts/elapsed.tsx';
import { Nothing } from '../parts/nothing.tsx';
import { attempt } from '../parts/problem.tsx';
import { useCallFile } from '../queries.ts';
import { CallbackFile } from './callback-file.tsx';
import { CallerCard } from './caller-card.tsx';
import { CallerHistory } from './caller-history.tsx';
import { MajorIncidents } from './major-incidents.tsx';
import { useOfferKeys } from './offer-keys.ts';
import { HandedOver, PopMarks } from './pop-marks.tsx';
import { RelayTag } from './relay-tag.tsx';
import { SilentCaller } from './silent-caller.tsx';
import { useAnswersInBrowser } from './use-device.ts';
import classes from './desk.module.css';

interface Props {
  readonly view: DeskView;
  readonly offsetMs: number;
  readonly editor: TicketEditor | undefined;
}

function reasonWords(because: string, t: TFunction): string {
  return because in fr.offer.because ? t(`offer.because.${because as keyof typeof fr.offer.because}`) : because;
}

function OfferCard({ offer, offsetMs }: { offer: NonNullable<DeskView['offer']>; offsetMs: number }) {
  const { t } = useTranslation();
  const { softphone, me } = useConsole();
  const phone = useStore(softphone.view).phone;
  const usesBrowser = useAnswersInBrowser();
  const { pop } = offer;
  const nameOf = useCallerName();
  const answer = () => usesBrowser && softphone.answer(offer.offerId);
  const decline = () => void attempt(() => me.decline(offer.offerId), t);
  useOfferKeys(true, answer, decline);
  const back = offer.kind === 'callback';
  const answering = phone.session.status === 'answering' || phone.session.status === 'expected';
  return (
    <div
      className={classes.offer}
      data-kind={offer.kind}
      role="alertdialog"
      aria-labelledby="offer-title"
      aria-describedby="offer-who"
    >
      <span role="alert" className={classes.hidden}>
        {t(back ? 'deskDay.callback.title' : 'offer.title')} : {nameOf(pop.caller)}, {pop.serviceName}
      </span>
      <Group justify="space-between">
        <Group gap={8}>
          {back ? (
            <IconPhoneOutgoing aria-hidden color="var(--tone-busy)" />
          ) : (
            <IconPhoneIncoming aria-hidden color="var(--tone-warn)" />
          )}
          <Title order={2} size="h4" id="offer-title">
            {t(back ? 'deskDay.callback.title' : 'offer.title')}
          </Title>
        </Group>
        <Text fw={600}>{pop.serviceName}</Text>
      </Group>
      <div id="offer-who">
        <CallerCard caller={pop.caller} />
        <PopMarks pop={pop} />
        {back && <CallbackFile callId={pop.callId} />}
      </div>
      <HandedOver pop={pop} />
      <Group gap="xl">
        {pop.queuedAt !== undefined && !back && (
          <Text>
            {t('offer.waited')}{' '}
            <Text span fw={650}>
              <Elapsed since={pop.queuedAt} offsetMs={offsetMs} />
            </Text>
          </Text>
        )}
        <Text c="dimmed">{back ? t('deskDay.callback.hint') : reasonWords(pop.because, t)}</Text>
      </Group>
      {usesBrowser ? (
        <div className={classes.offerActions}>
          <Button
            size="xl"
            color="#1a7a48"
            loading={answering}
            leftSection={<IconPhone size={22} aria-hidden />}
            rightSection={<Kbd>{t('offer.enter')}</Kbd>}
            onClick={answer}
          >
            {t(back ? 'deskDay.callback.answer' : 'offer.answer')}
          </Button>
          <Button size="xl" variant="default" rightSection={<Kbd>{t('offer.escape')}</Kbd>} onClick={decline}>
            {t('offer.decline')}
          </Button>
        </div>
      ) : (
        <Group justify="space-between">
          <Text>{t('offer.onYourPhone')}</Text>
          <Button variant="default" onClick={decline}>
            {t('offer.decline')}
          </Button>
        </Group>
      )}
      {phone.failure && (
        <Text role="alert" c="var(--tone-bad)">
          {t(`failure.${phone.failure}`)}
        </Text>
      )}
    </div>
  );
}

/** The caller and their history, during the call and its wrap-up. */
function CallerFile({
  call,
  editor,
  offsetMs,
}: {
  call: NonNullable<DeskView['call']>;
  editor: TicketEditor | undefined;
  offsetMs: number;
}) {
  const { pop } = call;
  return (
    <>
      {pop.handedOverBy && (
        <div className={classes.block}>
          <HandedOver pop={pop} />
        </div>
      )}
      <SilentCaller call={call} />
      <div className={classes.block}>
        <CallerCard
          caller={pop.caller}
          choose={editor && ((requesterName, requesterSite) => editor.edit({ requesterName, requesterSite }))}
        />
        <RelayTag call={call} />
        {call.kind === 'callback' && <CallbackFile callId={pop.callId} />}
      </div>
      {editor && <MajorIncidents editor={editor} />}
      <CallerHistory
        partyRef={pop.caller.partyRef}
        callId={pop.callId}
        recentCalls={pop.recentCalls}
        offsetMs={offsetMs}
      />
    </>
  );
}

/** After the call the desk view no longer carries the pop: the call's file does. */
function CallerAfterwards({
  callId,
  editor,
  offsetMs,
}: {
  callId: string;
  editor: TicketEditor | undefined;
  offsetMs: number;
}) {
  const file = useCallFile(callId).data;
  if (!file) return null;
  return (
    <>
      <div className={classes.block}>
        <CallerCard
          caller={file.call.caller}
          choose={editor && ((requesterName, requesterSite) => editor.edit({ requesterName, requesterSite }))}
        />
      </div>
      {editor && <MajorIncidents editor={editor} />}
      <CallerHistory partyRef={file.call.caller.partyRef} callId={callId} recentCalls={[]} offsetMs={offsetMs} />
    </>
  );
}

function NoCall({ view }: { view: DeskView }) {
  const { t } = useTranslation();
  const { status } = view.agent;
  const ready = status === 'ready';
  const hint = ready ? 'readyHint' : status === 'loggedOut' ? 'offHint' : 'notReadyHint';
  return (
    <>
      {view.lastOfferEnd && (
        <Alert
          m="sm"
          icon={<IconInfoCircle aria-hidden />}
          color="gray"
          role="status"
          title={t(`offerEnd.${view.lastOfferEnd.why}`)}
        />
      )}
      <Nothing
        icon={ready ? IconPhone : IconPhoneOff}
        title={t(ready ? 'noCall.ready' : 'noCall.notReady')}
        hint={t(`noCall.${hint}`)}
      />
    </>
  );
}

/** The middle of the desk: the offered call first, then the present one, then the one just ended. */
export function CallColumn({ view, offsetMs, editor }: Props) {
  if (view.offer) {
    return (
      <>
        <div className={classes.block}>
          <OfferCard offer={view.offer} offsetMs={offsetMs} />
        </div>
        <CallerHistory
          partyRef={view.offer.pop.caller.partyRef}
          callId={view.offer.pop.callId}
          recentCalls={view.offer.pop.recentCalls}
          offsetMs={offsetMs}
        />
      </>
    );
  }
  if (view.call) return <CallerFile call={view.call} editor={editor} offsetMs={offsetMs} />;
  if (view.wrapUp) return <CallerAfterwards callId={view.wrapUp.callId} editor={editor} offsetMs={offsetMs} />;
  return <NoCall view={view} />;
}
