import { Badge } from '@mantine/core';
import { useLatestOpenings } from '../queries.ts';

/** How many openings wait for a second person. */
export function OpeningsWaiting() {
  const asked = (useLatestOpenings().data?.items ?? []).filter(({ status }) => status === 'asked').length;
  return (
    asked > 0 && (
      <Badge color="#a35a00" size="sm" circle={asked < 10}>
        {asked}
      </Badge>
    )
  );
}
