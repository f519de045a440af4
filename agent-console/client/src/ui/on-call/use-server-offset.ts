import { useOnCallNow } from './on-call-queries.ts';

/** The server's clock minus this machine's, where no live view tells it: a telephone's clock may be wrong. */
export function useServerOffset(): number {
  const { data, dataUpdatedAt } = useOnCallNow();
  return data === undefined ? 0 : data.at - dataUpdatedAt;
}
