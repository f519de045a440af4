import { Button, Group, Select, Stack, Switch, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Swap } from '@decroche/protocol';
import { myPieces } from '../../core/on-call/my-pieces.ts';
import { stretches } from '../../core/on-call/stretches.ts';
import { useConsole } from '../console-context.ts';
import { Dialog } from '../parts/dialog.tsx';
import { useChange } from '../parts/use-change.ts';
import { FromTo, isWhole, type Stretching } from './from-to.tsx';
import { fromTo } from './on-call-format.ts';
import { SHOWS_ON_CALL, useOnCallCalendar, useOnCallLocale, useOnCallMine, useOnCallSetup } from './on-call-queries.ts';

const AHEAD_MS = 60 * 86_400_000;

interface Piece {
  readonly fromAt: number;
  readonly toAt: number;
}

interface Wanted {
  readonly whole: { readonly scheduleId: string; readonly fromAt: number; readonly toAt: number } | undefined;
  readonly part: Stretching | undefined;
  readonly other: string | null;
  readonly theirs: Piece | undefined;
  readonly note: string;
}

/** The request the form says; undefined while something is missing. */
function bodyOf({ whole, part, other, theirs, note }: Wanted): object | undefined {
  const given = part ?? whole;
  if (!whole || !given || !isWhole(given) || other === null) return undefined;
  const mine = { fromAt: given.fromAt, toAt: given.toAt };
  return { scheduleId: whole.scheduleId, mine, with: other, note, ...(theirs && { theirs }) };
}

/** I give one of my stretches to somebody, for one of theirs or for nothing. */
export function SwapForm({ onClose, fullScreen = false }: { onClose: () => void; fullScreen?: boolean }) {
  const { t } = useTranslation();
  const { now } = useConsole();
  const locale = useOnCallLocale();
  const change = useChange(SHOWS_ON_CALL);
  const mine = useOnCallMine().data;
  const responders = useOnCallSetup().data?.responders ?? [];
  const [chosen, setChosen] = useState<string | null>(null);
  const [part, setPart] = useState<Stretching>();
  const [other, setOther] = useState<string | null>(null);
  const [theirs, setTheirs] = useState<Piece>();
  const [note, setNote] = useState('');
  const pieces = myPieces(mine?.spans ?? []);
  const whole = pieces[Number(chosen ?? Number.NaN)];
  const body = bodyOf({ whole, part, other, theirs, note });
  const send = async () => {
    if (!body) return;
    if (await change('POST', '/api/on-call/swaps', { body, schema: Swap, done: t('onCall.swap.done.asked') }))
      onClose();
  };
  return (
    <Dialog opened onClose={onClose} fullScreen={fullScreen} title={t('onCall.swap.ask')}>
      <Stack>
        <Select
          label={t('onCall.swap.which')}
          placeholder={pieces.length === 0 ? t('onCall.swap.noHours') : undefined}
          data-autofocus
          openOnFocus={false}
          value={chosen}
          data={pieces.map((piece, index) => ({
            value: String(index),
            label: `${piece.scheduleName} · ${fromTo(piece.fromAt, piece.toAt, locale)}`,
          }))}
          onChange={(value) => {
            setChosen(value);
            setPart(undefined);
            setTheirs(undefined);
          }}
        />
        {whole && (
          <Switch
            label={t('onCall.swap.part')}
            checked={part !== undefined}
            onChange={({ currentTarget }) => setPart(currentTarget.checked ? whole : undefined)}
          />
        )}
        {part && <FromTo value={part} onChange={setPart} timeZone={locale.timeZone} notBefore={now()} />}
        <Select
          label={t('onCall.swap.with')}
          searchable
          value={other}
          data={responders
            .filter(({ responderId }) => responderId !== mine?.responder?.responderId)
            .map(({ responderId, name }) => ({ value: responderId, label: name }))}
          onChange={(value) => {
            setOther(value);
            setTheirs(undefined);
          }}
        />
        {whole && other !== null && (
          <TheirPiece key={`${whole.scheduleId} ${other}`} {...{ scheduleId: whole.scheduleId, other, setTheirs }} />
        )}
        <Textarea
          label={t('onCall.swap.note')}
          maxLength={500}
          autosize
          minRows={2}
          value={note}
          onChange={({ currentTarget }) => setNote(currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button disabled={!body} onClick={() => void send()}>
            {t('onCall.swap.send')}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}

interface TheirPieceProps {
  readonly scheduleId: string;
  readonly other: string;
  readonly setTheirs: (piece: Piece | undefined) => void;
}

/** Which of the other's stretches I take in exchange; none = they take mine for nothing. */
function TheirPiece({ scheduleId, other, setTheirs }: TheirPieceProps) {
  const { t } = useTranslation();
  const { now } = useConsole();
  const locale = useOnCallLocale();
  const [fromAt] = useState(now);
  const { data } = useOnCallCalendar(scheduleId, fromAt, fromAt + AHEAD_MS);
  const found = data ? stretches(data).filter(({ responderId }) => responderId === other) : [];
  const [chosen, setChosen] = useState<string | null>(null);
  return (
    <Select
      label={t('onCall.swap.theirs')}
      placeholder={t('onCall.swap.nothing')}
      clearable
      clearButtonProps={{ 'aria-label': t('onCall.swap.nothing') }}
      value={chosen}
      data={found.map((piece) => ({ value: piece.key, label: fromTo(piece.fromAt, piece.toAt, locale) }))}
      onChange={(value) => {
        setChosen(value);
        const piece = found.find(({ key }) => key === value);
        setTheirs(piece && { fromAt: piece.fromAt, toAt: piece.toAt });
      }}
    />
  );
}
