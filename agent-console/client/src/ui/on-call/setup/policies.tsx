import { List, Text } from '@mantine/core';
import { IconStairsUp } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EscalationTarget, OnCallSetup } from '@decroche/protocol';
import { lengthWords } from '../on-call-format.ts';
import { useOnCallLocale } from '../on-call-queries.ts';
import { PolicyForm } from './policy-form.tsx';
import { SetupList } from './setup-list.tsx';

type Policy = OnCallSetup['policies'][number];

/** Who is asked, in which order, how long. */
export function PolicySetup({ setup }: { setup: OnCallSetup }) {
  const [edited, setEdited] = useState<Policy | 'new'>();
  return (
    <>
      <SetupList
        kind="policies"
        icon={IconStairsUp}
        items={setup.policies.map((policy) => ({
          id: policy.policyId,
          name: policy.name,
          content: <PolicyWords policy={policy} setup={setup} />,
        }))}
        onEdit={(id) => setEdited(setup.policies.find(({ policyId }) => policyId === id))}
        onNew={() => setEdited('new')}
      />
      {edited && <PolicyForm {...{ setup, policy: edited }} onClose={() => setEdited(undefined)} />}
    </>
  );
}

function PolicyWords({ policy, setup }: { policy: Policy; setup: OnCallSetup }) {
  const { t } = useTranslation();
  const { language } = useOnCallLocale();
  const nameOf = (target: EscalationTarget): string =>
    target.kind === 'schedule'
      ? (setup.schedules.find(({ scheduleId }) => scheduleId === target.scheduleId)?.name ?? target.scheduleId)
      : (setup.responders.find(({ responderId }) => responderId === target.responderId)?.name ?? target.responderId);
  const length = (ms: number) => lengthWords(ms, language);
  return (
    <>
      <List size="sm" type="ordered" mt={4}>
        {policy.steps.map(({ targets, afterMs }, index) => (
          <List.Item key={`${index}-${afterMs}`}>
            {targets.map(nameOf).join(t('onCall.setup.policies.then'))}
            {index > 0 && ` ${t('onCall.setup.policies.after', { length: length(afterMs) })}`}
          </List.Item>
        ))}
      </List>
      <Text size="sm" c="dimmed" mt={4} className="tabular">
        {t('onCall.setup.policies.times', {
          ...{ ring: length(policy.ringMs), key: length(policy.keyMs), count: policy.loops },
        })}{' '}
        {t('onCall.setup.policies.promise', {
          ...{ remote: length(policy.targets.remoteMs), onSite: length(policy.targets.onSiteMs) },
        })}
      </Text>
    </>
  );
}
