import { useHotkeys } from '@mantine/hooks';

/**
 * Enter answers and Escape declines while a call is offered, but never from inside a field: a line break in a ticket
 * must not take a call. F8 answers from anywhere.
 */
export function useOfferKeys(offered: boolean, answer: () => void, decline: () => void): void {
  const only = (act: () => void) => () => {
    if (offered) act();
  };
  useHotkeys([
    ['Enter', only(answer), { preventDefault: offered }],
    ['Escape', only(decline), { preventDefault: false }],
  ]);
  useHotkeys([['F8', only(answer)]], []);
}
