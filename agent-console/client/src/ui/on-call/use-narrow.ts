import { useMediaQuery } from '@mantine/hooks';

/** A telephone in the hand: too narrow for a month of seven columns. */
export const useNarrow = (): boolean =>
  useMediaQuery('(max-width: 700px)', undefined, { getInitialValueInEffect: false });
