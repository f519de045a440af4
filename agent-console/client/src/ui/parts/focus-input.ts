/** Brings the first input that is there under the cursor; the tab it hides in is opened first. */
export function focusInput(inputs: readonly (HTMLElement | null)[]): void {
  const input = inputs.find((each) => each !== null);
  if (!input) return;
  const panel = input.closest('[role="tabpanel"]');
  const tab = document.getElementById(panel?.getAttribute('aria-labelledby') ?? '');
  if (tab?.getAttribute('aria-selected') === 'false') tab.click();
  // After the tab is drawn: what is hidden takes no focus.
  requestAnimationFrame(() => input.focus());
}

/** What an input is called on the screen. */
export function labelOf(input: HTMLElement | null | undefined): string | undefined {
  return input instanceof HTMLInputElement ? input.labels?.[0]?.textContent : undefined;
}
