import { Button, Group, Kbd, Stack, Text, Title } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconDialpad, IconVolume } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeskView, ServiceDefinition } from '@decroche/protocol';
import { useConsole } from '../console-context.ts';
import { exactTime } from '../format.ts';
import { attempt } from '../parts/problem.tsx';
import { useLocale } from '../parts/use-locale.ts';
import { useDefinition } from '../queries.ts';
import classes from './desk.module.css';

type Call = NonNullable<DeskView['call']>;
type Question = NonNullable<ServiceDefinition['silentCaller']>['questions'][number];

/** Earlier keys that stay in sight. */
const SHOWN = 6;

/** What the caller has pressed: the latest one big, with the question it answers. */
function Answers({ call, questions, waiting }: { call: Call; questions: readonly Question[]; waiting: boolean }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const keys = call.keys ?? [];
  const latest = keys.at(-1);
  const wordsOf = (questionId: string | undefined) =>
    questions.find((question) => question.questionId === questionId)?.label ?? t('child.silent.unasked');
  return (
    <div className={classes.answers}>
      <div className={classes.answer} data-waiting={waiting} role="status">
        {latest && !waiting ? (
          <>
            <span className={classes.answerKey} aria-hidden>
              {latest.digit}
            </span>
            <Text fw={600}>
              {t('child.silent.answer', { digit: latest.digit, question: wordsOf(latest.questionId) })}
            </Text>
          </>
        ) : (
          <>
            <IconDialpad size={32} stroke={1.4} aria-hidden />
            <Text>{t(waiting ? 'child.silent.waiting' : 'child.silent.noKey')}</Text>
          </>
        )}
      </div>
      {keys.length > 1 && (
        <Stack gap={2} role="list" aria-label={t('child.silent.earlier')}>
          {keys
            .slice(-SHOWN - 1, -1)
            .toReversed()
            .map(({ at, digit, questionId }) => (
              <Text key={at} size="sm" role="listitem" className="tabular">
                {exactTime(at, locale)} · {t('child.silent.answer', { digit, question: wordsOf(questionId) })}
              </Text>
            ))}
        </Stack>
      )}
    </div>
  );
}

function Questions({ call, questions }: { call: Call; questions: readonly Question[] }) {
  const { t } = useTranslation();
  const { me } = useConsole();
  const [asked, setAsked] = useState<{ questionId: string; keys: number }>();
  const keys = call.keys?.length ?? 0;
  const waiting = asked !== undefined && keys <= asked.keys;
  const talking = call.status === 'talking';
  const ask = async ({ questionId }: Question) => {
    if (!talking) return;
    const before = asked;
    setAsked({ questionId, keys });
    if (!(await attempt(() => me.question(call.callId, questionId), t))) setAsked(before);
  };
  // By the place of the key, whatever is printed on it: on a French keyboard the digits are written with Shift.
  useHotkeys(
    questions
      .slice(0, 9)
      .map((question, index) => [`ctrl+shift+Digit${index + 1}`, () => void ask(question), { usePhysicalKeys: true }]),
    [],
  );
  return (
    <div className={classes.silentParts}>
      <Stack gap={6} role="group" aria-label={t('child.silent.questions')}>
        {questions.map((question, index) => {
          const here = waiting && asked.questionId === question.questionId;
          return (
            <Button
              key={question.questionId}
              variant={here ? 'filled' : 'default'}
              size="md"
              justify="start"
              disabled={!talking}
              leftSection={
                index < 9 && (
                  <Kbd size="sm" aria-hidden>
                    {index + 1}
                  </Kbd>
                )
              }
              aria-keyshortcuts={index < 9 ? `Control+Shift+${index + 1}` : undefined}
              rightSection={<IconVolume size={18} aria-hidden />}
              classNames={{ root: classes.wrapping, label: classes.questionLabel }}
              onClick={() => void ask(question)}
            >
              {question.label}
            </Button>
          );
        })}
      </Stack>
      <Answers call={call} questions={questions} waiting={waiting} />
    </div>
  );
}

/** A caller who can not speak answers the questions of the service by keys (C9). */
export function SilentCaller({ call }: { call: Call }) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState<string>();
  const { serviceId, silent = false } = call.pop;
  const service = useDefinition().data?.services.find((each) => each.serviceId === serviceId);
  if (!service?.silentCaller) return null;
  if (!silent && opened !== call.callId) {
    return (
      <div className={classes.block}>
        <Button
          variant="default"
          size="compact-md"
          leftSection={<IconDialpad size={16} aria-hidden />}
          onClick={() => setOpened(call.callId)}
        >
          {t('child.silent.open')}
        </Button>
      </div>
    );
  }
  return (
    <section className={`${classes.block} ${classes.silent}`} aria-labelledby="silent-title">
      <Group gap={8} wrap="nowrap" mb={4}>
        <IconDialpad size={20} aria-hidden style={{ flexShrink: 0 }} />
        <Title order={2} size="h5" id="silent-title">
          {t('child.silent.title')}
        </Title>
      </Group>
      <Text size="sm" mb={8}>
        {t('child.silent.hint')}
      </Text>
      <Questions call={call} questions={service.silentCaller.questions} />
    </section>
  );
}
