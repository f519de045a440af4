let second = -1;
let prefix = '';

/** The instant of a message as the control protocol writes it: `HH:MM:SS.uuuuuu`, UTC. */
export function wireTime(): string {
  const micros = Math.floor((performance.timeOrigin + performance.now()) * 1000);
  const now = Math.floor(micros / 1_000_000);
  if (now !== second) {
    second = now;
    prefix = new Date(now * 1000).toISOString().slice(11, 19);
  }
  return `${prefix}.${String(micros % 1_000_000).padStart(6, '0')}`;
}
