import { Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from './dialog.tsx';

interface Props {
  readonly title: string;
  /** What will happen, before it does. */
  readonly children?: ReactNode;
  /** Asks for words too: the label of the field. */
  readonly reason?: string;
  readonly reasonHint?: string;
  /** The least length of the words, and what is said while so many are missing. */
  readonly shortest?: { readonly length: number; readonly words: (missing: number) => string };
  /** Default 500. */
  readonly longest?: number;
  readonly confirm: string;
  readonly tone?: 'danger';
  readonly onClose: () => void;
  /** Resolves true when it is done; the dialog stays open otherwise. */
  readonly onConfirm: (reason: string) => Promise<boolean>;
}

/** Something that touches others asks first: what happens, why if that is wanted, yes or no. */
export function AskDialog({ title, children, confirm, tone, onClose, onConfirm, ...asked }: Props) {
  const { t } = useTranslation();
  const { reason, reasonHint, shortest, longest = 500 } = asked;
  const [text, setText] = useState('');
  const [missing, setMissing] = useState(false);
  const [busy, setBusy] = useState(false);
  const typed = text.trim();
  const short = Math.max(0, (shortest?.length ?? 1) - typed.length);
  const send = async () => {
    if (reason !== undefined && short > 0) return setMissing(true);
    setBusy(true);
    const done = await onConfirm(typed);
    setBusy(false);
    if (done) onClose();
  };
  return (
    <Dialog opened onClose={onClose} title={title}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <Stack>
          {children !== undefined && (
            <Text component="div" size="sm">
              {children}
            </Text>
          )}
          {reason !== undefined && (
            <Textarea
              label={reason}
              autosize
              minRows={2}
              maxLength={longest}
              description={reasonHint}
              data-autofocus
              value={text}
              error={missing && short > 0 ? (shortest?.words(short) ?? t('common.sayWhy')) : undefined}
              onChange={(event) => setText(event.currentTarget.value)}
            />
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('common.cancel')}
            </Button>
            <Button type="submit" loading={busy} color={tone === 'danger' ? 'red.9' : undefined}>
              {confirm}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
