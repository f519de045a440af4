import { PolicyInput, type OnCallSetup } from '@decroche/protocol';
import { typedMinutesMs, typedMs } from '../../admin/typed-number.ts';

type Policy = OnCallSetup['policies'][number];

/** A policy as its form shows it: minutes and seconds, targets as `schedule:network`, `responder:anne`. */
export interface PolicyValues {
  name: string;
  steps: { targets: string[]; afterMinutes: number | string }[];
  loops: number | string;
  ringSeconds: number | string;
  keySeconds: number | string;
  mailMinutes: number | string;
  remoteMinutes: number | string;
  onSiteMinutes: number | string;
}

/** A first step, or one more: after five minutes. */
export const newStep = (first: boolean): PolicyValues['steps'][number] => ({
  targets: [],
  afterMinutes: first ? 0 : 5,
});

/** What the form starts from; a new one rings 25 s, waits 15 s for a key, goes round twice; 30 min and 4 h after the alert. */
export function policyValues(policy: Policy | undefined): PolicyValues {
  const { ringMs = 25_000, keyMs = 15_000, mailMs = 300_000, loops = 2 } = policy ?? {};
  const { remoteMs, onSiteMs } = policy?.targets ?? { remoteMs: 1_800_000, onSiteMs: 14_400_000 };
  return {
    ...{ name: policy?.name ?? '', loops, ringSeconds: ringMs / 1000, keySeconds: keyMs / 1000 },
    ...{ mailMinutes: mailMs / 60_000, remoteMinutes: remoteMs / 60_000, onSiteMinutes: onSiteMs / 60_000 },
    steps: policy?.steps.map(({ targets, afterMs }) => ({
      targets: targets.map((target) =>
        target.kind === 'schedule' ? `schedule:${target.scheduleId}` : `responder:${target.responderId}`,
      ),
      afterMinutes: afterMs / 60_000,
    })) ?? [newStep(true)],
  };
}

function targetOf(target: string): object {
  const [kind, ...rest] = target.split(':');
  const id = rest.join(':');
  return kind === 'schedule' ? { kind, scheduleId: id } : { kind, responderId: id };
}

/** The policy the values say, or what is wrong with them. */
export function policyOf(values: PolicyValues) {
  return PolicyInput.safeParse({
    ...{ name: values.name, loops: values.loops },
    ...{ ringMs: typedMs(values.ringSeconds), keyMs: typedMs(values.keySeconds) },
    mailMs: typedMinutesMs(values.mailMinutes),
    targets: { remoteMs: typedMinutesMs(values.remoteMinutes), onSiteMs: typedMinutesMs(values.onSiteMinutes) },
    steps: values.steps.map(({ targets, afterMinutes }) => ({
      targets: targets.map(targetOf),
      afterMs: typedMinutesMs(afterMinutes),
    })),
  });
}

/** The inputs that are not called as in the schema. */
export const policyInputs: Readonly<Record<string, string>> = {
  ...{ ringMs: 'ringSeconds', keyMs: 'keySeconds', mailMs: 'mailMinutes', afterMs: 'afterMinutes' },
  ...{ 'targets.remoteMs': 'remoteMinutes', 'targets.onSiteMs': 'onSiteMinutes' },
};
