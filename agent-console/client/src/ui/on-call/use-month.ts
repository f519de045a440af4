import dayjs from 'dayjs';
import { useSearchParams } from 'react-router';
import { useConsole } from '../console-context.ts';
import { civilDate } from '../format.ts';
import { useLocale } from '../parts/use-locale.ts';

interface Month {
  /** `2026-11`. */
  readonly month: string;
  readonly scheduleId: string | undefined;
  /** Absent = the present month. */
  go(month: string | undefined): void;
  step(months: number): void;
  chooseSchedule(scheduleId: string): void;
}

/** Which month of which schedule: in the address, so that a link shows the same. */
export function useMonth(): Month {
  const { now } = useConsole();
  const { timeZone } = useLocale();
  const [params, setParams] = useSearchParams();
  const asked = params.get('month') ?? '';
  const month = /^\d{4}-(0[1-9]|1[0-2])$/.test(asked) ? asked : civilDate(now(), timeZone).slice(0, 7);
  const put = (name: string, value: string | undefined) =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before);
        if (value === undefined) next.delete(name);
        else next.set(name, value);
        return next;
      },
      { replace: true },
    );
  return {
    month,
    scheduleId: params.get('schedule') ?? undefined,
    go: (next) => put('month', next),
    step: (months) => put('month', dayjs(`${month}-01`).add(months, 'month').format('YYYY-MM')),
    chooseSchedule: (scheduleId) => put('schedule', scheduleId),
  };
}
