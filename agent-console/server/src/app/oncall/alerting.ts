import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from '@decroche/platform';
import type { AcdRequestOf, AlertContent, AlertId, OnCallPlan, Reply } from '@decroche/protocol';
import type { SoundMaker } from '../ports.ts';
import type { Requests } from '../requests.ts';

/** An alert goes without its spoken title when the synthesiser needs longer than this. */
const SPEAK_WITHIN_MS = 4_000;
/** What a voice reads out without tiring anybody in the night. */
const SPOKEN_CHARACTERS = 160;

/** Something somebody on call must be told of, as a person or monitoring says it. */
export interface AlertWish {
  readonly source: AcdRequestOf<'alert.openRequested'>['source'];
  readonly title: string;
  readonly detail: string;
  /** As monitoring names it. */
  readonly host?: string | undefined;
  readonly policyId?: string | undefined;
  readonly dedupKey?: string | undefined;
}

/** What becomes of it. */
export type AlertResult =
  | { readonly result: 'opened'; readonly alertId: AlertId }
  /** No policy: neither named, nor known by the equipment. */
  | { readonly result: 'noPolicy' }
  | { readonly result: 'refused'; readonly reason: string; readonly detail?: string | undefined };

/** Opens alerts. */
export interface Alerting {
  /**
   * @param actor an account id, `token:…` or `system`.
   * @throws Fault `timeout` when the acd does not answer in time: the alert may still be opened.
   */
  open(wish: AlertWish, actor: string): Promise<AlertResult>;
  /** Adds a note to an alert. */
  note(alertId: AlertId, text: string, actor: string): Promise<Reply>;
}

/** Opens alerts through the acd, with a title that is spoken on the telephone. */
export function createAlerting(options: {
  readonly requests: Pick<Requests, 'ask'>;
  readonly sounds: Pick<SoundMaker, 'speak'>;
  readonly plan: () => OnCallPlan;
  readonly logger: Logger;
}): Alerting {
  const { requests, sounds, logger } = options;
  const spoken = async (title: string): Promise<string | undefined> => {
    const late = new AbortController();
    try {
      const speech = sounds.speak(title.slice(0, SPOKEN_CHARACTERS));
      const tooLate = wait(SPEAK_WITHIN_MS, undefined, { signal: late.signal }).catch(() => undefined);
      const sound = await Promise.race([speech, tooLate]);
      if (!sound) logger.warn('an alert goes without its spoken title: the synthesiser is slow');
      return sound?.file;
    } catch (err) {
      logger.warn({ err }, 'an alert goes without its spoken title');
      return undefined;
    } finally {
      late.abort();
    }
  };
  return {
    async open({ source, title, detail, host, policyId, dedupKey }, actor) {
      const equipment = equipmentOf(options.plan(), host);
      if (policyId === undefined && equipment === undefined) return { result: 'noPolicy' };
      const file = await spoken(title);
      const content: AlertContent = { title, detail, ...(file === undefined ? {} : { file }) };
      const reply = await requests.ask(
        {
          ...{ type: 'alert.openRequested', source, content },
          ...(policyId === undefined ? {} : { policyId }),
          ...(equipment ? { equipmentId: equipment.equipmentId } : {}),
          ...(dedupKey === undefined ? {} : { dedupKey }),
        },
        actor,
      );
      if (reply.result === 'refused') return reply;
      return { result: 'opened', alertId: (reply.created ?? '') as AlertId };
    },
    note: (alertId, text, actor) => requests.ask({ type: 'alert.noteRequested', alertId, text }, actor),
  };
}

/** Monitoring writes names as it likes: case and spaces do not count. */
export function equipmentOf(plan: OnCallPlan, host: string | undefined): OnCallPlan['equipment'][number] | undefined {
  const wanted = bare(host ?? '');
  return wanted === '' ? undefined : plan.equipment.find(({ name }) => bare(name) === wanted);
}

const bare = (name: string): string => name.trim().toLowerCase().replace(/\s+/g, ' ');
