import { useHotkeys } from '@mantine/hooks';

/** Where Enter and Escape have a meaning of their own. */
const OWN_KEYS = '[role=menu], [role=dialog], [role=alertdialog], [role=listbox]';

/**
 * Enter answers and Escape declines while a call is offered, but never from inside a field: a line break in a ticket
 * must not take a call, and Enter on a button of the offer is that button's. F8 answers from anywhere.
 */
export function useOfferKeys(offered: boolean, answer: () => void, decline: () => void): void {
  const only = (act: () => void) => (event: KeyboardEvent) => {
    const inside = event.target instanceof Element && event.target.closest(OWN_KEYS);
    if (!offered || inside) return;
    event.preventDefault();
    act();
  };
  useHotkeys([
    ['Enter', only(answer), { preventDefault: false }],
    ['Escape', only(decline), { preventDefault: false }],
  ]);
  useHotkeys([['F8', () => offered && answer()]], []);
}
