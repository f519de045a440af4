import dayjs from 'dayjs';
import { useSearchParams } from 'react-router';
import { useConsole } from '../console-context.ts';
import { civilDate } from '../format.ts';
import { useLocale } from '../parts/use-locale.ts';

/** The day a planning screen is about: kept in the address, so that a link shows the same day. */
export function useDay(): { day: string; today: string; go: (day: string) => void; step: (days: number) => void } {
  const { now } = useConsole();
  const { timeZone } = useLocale();
  const [params, setParams] = useSearchParams();
  const today = civilDate(now(), timeZone);
  const asked = params.get('day') ?? '';
  const day = /^\d{4}-\d{2}-\d{2}$/.test(asked) && dayjs(asked).isValid() ? asked : today;
  const go = (next: string) => setParams(next === today ? {} : { day: next }, { replace: true });
  return { day, today, go, step: (days) => go(dayjs(day).add(days, 'day').format('YYYY-MM-DD')) };
}
