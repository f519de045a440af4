import { Badge, Button, Group, Loader, Paper, Stack, Table, Text, Textarea, TextInput } from '@mantine/core';
import { IconMusic, IconPencil, IconSearch } from '@tabler/icons-react';
import { DefinitionPublished, PromptPage, type PromptView } from '@decroche/protocol';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { hasSound, soundFile, type SoundChoice } from '../../core/sound-choice.ts';
import { clock } from '../format.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Nothing } from '../parts/nothing.tsx';
import { ProblemAlert } from '../parts/problem.tsx';
import { useChange } from '../parts/use-change.ts';
import { useRead, SHOWS_DEFINITION } from '../queries.ts';
import { SoundChooser } from '../sound/sound-chooser.tsx';
import { SoundPlayer } from '../sound/sound-player.tsx';

const audioOf = ({ promptId, file }: PromptView) =>
  `/api/prompts/${encodeURIComponent(promptId)}/audio?v=${encodeURIComponent(file)}`;

function PromptForm({ prompt, onClose }: { prompt: PromptView; onClose: () => void }) {
  const { t } = useTranslation();
  const change = useChange(SHOWS_DEFINITION);
  const [text, setText] = useState(prompt.text);
  const made = {
    ...{ file: prompt.file, durationMs: prompt.durationMs },
    ...(prompt.kind === 'speech' && { says: prompt.text }),
  };
  const [sound, setSound] = useState<SoundChoice>(
    prompt.kind === 'speech' ? { source: 'speech', made } : { source: 'kept', made },
  );
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const missing = sound.source === 'speech' && text.trim() === '';
  const save = async () => {
    setTried(true);
    if (missing || !hasSound(sound)) return;
    setBusy(true);
    // What is there already and what the synthesiser will read need no name: the server has them.
    const file = sound.source === 'kept' ? prompt.file : soundFile(sound, text);
    const done = await change('PUT', `/api/prompts/${encodeURIComponent(prompt.promptId)}`, {
      body: { text: text.trim(), ...(file !== undefined && { file }) },
      schema: DefinitionPublished,
      done: t('prompts.saved'),
    });
    setBusy(false);
    if (done) onClose();
  };
  return (
    <Dialog opened onClose={onClose} size="lg" title={t('services.prompt')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Stack>
          <Textarea
            label={t('prompts.text')}
            description={t('prompts.textHint')}
            autosize
            minRows={3}
            maxLength={2000}
            data-autofocus
            value={text}
            error={tried && missing ? t('dissuasion.problem.textMissing') : undefined}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <SoundChooser
            text={text}
            choice={sound}
            onChange={setSound}
            kept={{ made, src: audioOf(prompt) }}
            error={tried && !hasSound(sound) ? t('dissuasion.problem.soundMissing') : undefined}
          />
          <Text size="sm" c="dimmed">
            {prompt.usedBy.length === 0
              ? t('prompts.unused')
              : t('prompts.usedBy', { names: prompt.usedBy.join(', ') })}
          </Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('common.cancel')}
            </Button>
            <Button type="submit" loading={busy}>
              {t('prompts.publish')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}

function PromptRow({ prompt, edit }: { prompt: PromptView; edit: () => void }) {
  const { t } = useTranslation();
  const name = prompt.text || prompt.promptId;
  return (
    <Table.Tr>
      <Table.Td maw={420}>
        {prompt.text === '' ? (
          <Text size="sm" fw={600}>
            {prompt.promptId}
          </Text>
        ) : (
          <Text size="sm" lineClamp={3}>
            « {prompt.text} »
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        <Badge variant="default" tt="none" miw="max-content">
          {t(`prompts.kind.${prompt.kind}`)}
        </Badge>
      </Table.Td>
      <Table.Td>
        <Text size="sm" c={prompt.usedBy.length === 0 ? 'dimmed' : undefined}>
          {prompt.usedBy.join(', ') || t('prompts.nowhere')}
        </Text>
      </Table.Td>
      <Table.Td className="tabular">{clock(prompt.durationMs)}</Table.Td>
      <Table.Td miw={230}>
        <SoundPlayer src={audioOf(prompt)} label={t('sound.preview', { title: name.slice(0, 60) })} />
      </Table.Td>
      <Table.Td>
        <Button
          variant="default"
          size="compact-md"
          leftSection={<IconPencil size={16} aria-hidden />}
          aria-label={t('prompts.replaceOf', { name: name.slice(0, 60) })}
          onClick={edit}
        >
          {t('prompts.replace')}
        </Button>
      </Table.Td>
    </Table.Tr>
  );
}

const matches = (words: string, { text, promptId, usedBy }: PromptView) =>
  `${text} ${promptId} ${usedBy.join(' ')}`.toLowerCase().includes(words.trim().toLowerCase());

/** Everything callers hear: read it, listen to it, see where it is said, replace it by text, file or voice. */
export function PromptList() {
  const { t } = useTranslation();
  const { data, error, refetch, isPending } = useRead(['prompts'], '/api/prompts', PromptPage);
  const [words, setWords] = useState('');
  const [edited, setEdited] = useState<PromptView>();
  if (error) return <ProblemAlert error={error} retry={() => void refetch()} />;
  if (isPending) return <Loader aria-label={t('common.loading')} />;
  const shown = data.items.filter((prompt) => matches(words, prompt));
  const columns = [
    ...[t('prompts.says'), t('prompts.made'), t('prompts.where'), t('table.duration')],
    ...[t('prompts.listen'), t('table.action')],
  ];
  return (
    <Stack>
      <TextInput
        aria-label={t('prompts.search')}
        placeholder={t('prompts.search')}
        leftSection={<IconSearch size={18} aria-hidden />}
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
        maw={420}
      />
      {shown.length === 0 ? (
        <Nothing icon={IconMusic} title={t('prompts.none')} hint={t('prompts.noneHint')} />
      ) : (
        <Paper bg="var(--surface)">
          <Table.ScrollContainer minWidth={980}>
            <Table highlightOnHover stickyHeader aria-label={t('admin.prompts')}>
              <Table.Thead>
                <Table.Tr>
                  {columns.map((column) => (
                    <Table.Th key={column}>{column}</Table.Th>
                  ))}
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {shown.map((prompt) => (
                  <PromptRow key={prompt.promptId} prompt={prompt} edit={() => setEdited(prompt)} />
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        </Paper>
      )}
      {edited && <PromptForm prompt={edited} onClose={() => setEdited(undefined)} />}
    </Stack>
  );
}
