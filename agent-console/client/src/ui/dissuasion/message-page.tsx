import { Anchor, Button, Group, Loader, Textarea, TextInput, Title } from '@mantine/core';
import { IconDeviceFloppy } from '@tabler/icons-react';
import { DissuasionDrafted, type Dissuasion } from '@decroche/protocol';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import {
  emptyMessage,
  formOf,
  inputOf,
  problemsOf,
  spokenKeys,
  type DissuasionForm,
  type DissuasionProblem,
} from '../../core/dissuasion-form.ts';
import { HttpProblem } from '../../app/ports.ts';
import { useConsole } from '../console-context.ts';
import { Page } from '../parts/page.tsx';
import { ProblemAlert } from '../parts/problem.tsx';
import { useChange } from '../parts/use-change.ts';
import { useDissuasions } from '../queries.ts';
import { SoundChooser } from '../sound/sound-chooser.tsx';
import { useMessageWords } from './message-words.ts';
import { ArmingFields, ModeFields } from './mode-fields.tsx';
import { ScopeFields } from './scope-fields.tsx';
import classes from './dissuasion.module.css';

/** What the caller will live through, while it is being written. */
function CallerPath({ form }: { form: DissuasionForm }) {
  const { t } = useTranslation();
  const { audience } = useMessageWords();
  const scope = { serviceIds: form.serviceIds, queueIds: form.queueIds } as unknown as Parameters<typeof audience>[0];
  const keys = spokenKeys(form);
  return (
    <aside className={`${classes.part} ${classes.aside}`} aria-labelledby="caller-path">
      <Title order={2} size="h5" id="caller-path">
        {t('dissuasion.form.path')}
      </Title>
      <ol className={classes.path}>
        <li>
          {t('dissuasion.form.pathWelcome')} ({audience(scope)})
        </li>
        <li>
          <b>{t('dissuasion.form.pathMessage')}</b>
          <br />« {form.text.trim() || '…'} »
        </li>
        {form.mode === 'informThenChoice' && (
          <li>
            {t('dissuasion.form.pathKeys')}
            {keys.map(({ key, choice }) => (
              <div key={choice}>
                <b>{key}</b> · {t(`dissuasion.choice.${choice}`)}
              </div>
            ))}
            <div>{t('dissuasion.form.pathNothing')}</div>
          </li>
        )}
        <li>{t(form.mode === 'informThenRelease' ? 'dissuasion.form.pathEnd' : 'dissuasion.form.pathQueue')}</li>
      </ol>
    </aside>
  );
}

function useKeep(message: Dissuasion | undefined) {
  const { t } = useTranslation();
  const change = useChange(['dissuasions']);
  const navigate = useNavigate();
  return async (form: DissuasionForm) => {
    const body = inputOf(form);
    const done = t('dissuasion.form.saved');
    const kept = message
      ? await change('PUT', `/api/dissuasions/${encodeURIComponent(message.dissuasionId)}`, { body, done })
      : await change('POST', '/api/dissuasions', { body, schema: DissuasionDrafted, done });
    if (kept) await navigate('/dissuasion');
  };
}

function MessageForm({ message }: { message: Dissuasion | undefined }) {
  const { t } = useTranslation();
  const { now } = useConsole();
  const keep = useKeep(message);
  const [form, setForm] = useState(() => (message ? formOf(message.content) : emptyMessage));
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const change = (part: Partial<DissuasionForm>) => setForm((before) => ({ ...before, ...part }));
  const problems = tried ? problemsOf(form, now()) : [];
  const wrong = (name: string) =>
    problems.includes(name as DissuasionProblem) ? t(`dissuasion.problem.${name as DissuasionProblem}`) : undefined;
  const submit = async () => {
    setTried(true);
    if (problemsOf(form, now()).length > 0) return;
    setBusy(true);
    await keep(form);
    setBusy(false);
  };
  const fields = { form, change, wrong };
  const kept = message && {
    made: formOf(message.content).sound.made ?? { file: message.content.file, durationMs: message.content.durationMs },
    src: `/api/dissuasions/${encodeURIComponent(message.dissuasionId)}/audio`,
  };
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <div className={classes.columnsOfForm}>
        <section className={classes.part} aria-labelledby="part-what">
          <Title order={2} size="h5" id="part-what">
            {t('dissuasion.form.what')}
          </Title>
          <TextInput
            label={t('dissuasion.form.title')}
            description={t('dissuasion.form.titleHint')}
            maxLength={120}
            value={form.title}
            error={wrong('titleMissing')}
            onChange={(event) => change({ title: event.currentTarget.value })}
          />
          <Textarea
            label={t('dissuasion.form.text')}
            description={t('dissuasion.form.textHint')}
            autosize
            minRows={4}
            maxLength={2000}
            value={form.text}
            error={wrong('textMissing')}
            onChange={(event) => change({ text: event.currentTarget.value })}
          />
          <SoundChooser
            text={form.text}
            choice={form.sound}
            onChange={(sound) => change({ sound })}
            {...(kept && { kept })}
            error={wrong('soundMissing')}
          />
        </section>
        <section className={classes.part} aria-labelledby="part-then">
          <Title order={2} size="h5" id="part-then">
            {t('dissuasion.form.then')}
          </Title>
          <ModeFields {...fields} />
        </section>
        <section className={classes.part} aria-labelledby="part-who">
          <Title order={2} size="h5" id="part-who">
            {t('dissuasion.form.who')}
          </Title>
          <ScopeFields {...fields} />
          <ArmingFields {...fields} />
        </section>
        <Group justify="flex-end">
          <Button component={Link} to="/dissuasion" variant="default">
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={busy} leftSection={<IconDeviceFloppy size={18} aria-hidden />}>
            {t(message ? 'dissuasion.form.saveChanges' : 'dissuasion.form.save')}
          </Button>
        </Group>
      </div>
      <CallerPath form={form} />
    </form>
  );
}

/** A message being written: a new one, or a draft again. */
export default function MessagePage() {
  const { t } = useTranslation();
  const { dissuasionId } = useParams();
  const { data, error, refetch } = useDissuasions();
  const isNew = dissuasionId === undefined;
  const message = data?.items.find((one) => one.dissuasionId === dissuasionId);
  const title = message
    ? t('dissuasion.form.editTitle', { title: message.content.title })
    : t('dissuasion.form.newTitle');
  return (
    <Page title={title}>
      <Anchor component={Link} to="/dissuasion" underline="always" size="sm">
        {t('dissuasion.form.back')}
      </Anchor>
      {!isNew && error && <ProblemAlert error={error} retry={() => void refetch()} />}
      {!isNew && !data && !error && <Loader aria-label={t('common.loading')} />}
      {!isNew && data && !message && (
        <ProblemAlert
          error={new HttpProblem({ status: 404, title: 'unknownDissuasion', reason: 'unknownDissuasion' })}
        />
      )}
      {isNew && <MessageForm message={undefined} />}
      {message && <MessageForm key={message.dissuasionId} message={message} />}
    </Page>
  );
}
