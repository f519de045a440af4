/** One of several. */
export function oneOf<T>(choices: readonly T[]): T {
  const chosen = choices[Math.floor(Math.random() * choices.length)];
  if (chosen === undefined) throw new Error('nothing to choose from');
  return chosen;
}

/** Between two numbers, evenly. */
export const between = (from: number, to: number): number => from + Math.random() * (to - from);

/** Time until the next of events that come independently, `perHour` on average. */
export const untilNext = (perHour: number): number => (-Math.log(1 - Math.random()) * 3_600_000) / perHour;

/** Waits, or less when the promise settles before. */
export function pause(ms: number, sooner: Promise<unknown> = new Promise(() => undefined)): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    void sooner.then(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
