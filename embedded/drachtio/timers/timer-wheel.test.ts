import { describe, expect, test } from 'vitest';
import { TimerWheel } from './timer-wheel.ts';

describe('the timer wheel', () => {
  test('fires in order of time, once, and not before', () => {
    const wheel = new TimerWheel(1000);
    const fired: string[] = [];
    wheel.after(500, () => fired.push('b'));
    wheel.after(100, () => fired.push('a'));
    wheel.after(64_000, () => fired.push('c'));
    wheel.advance(1099);
    expect(fired).toEqual([]);
    wheel.advance(1600);
    expect(fired).toEqual(['a', 'b']);
    wheel.advance(65_000);
    expect(fired).toEqual(['a', 'b', 'c']);
    expect(wheel.pending).toBe(0);
  });

  test('a cancelled timer does not fire, cancelling twice is harmless', () => {
    const wheel = new TimerWheel();
    let fired = 0;
    const timer = wheel.after(100, () => fired++);
    timer.cancel();
    timer.cancel();
    wheel.advance(1000);
    expect([fired, wheel.pending]).toEqual([0, 0]);
  });

  test('a timer may set and cancel others while it fires', () => {
    const wheel = new TimerWheel();
    const fired: string[] = [];
    const doomed = { cancel: (): void => undefined };
    wheel.after(100, () => {
      fired.push('first');
      doomed.cancel();
      wheel.after(100, () => fired.push('later'));
    });
    const second = wheel.after(100, () => fired.push('second'));
    doomed.cancel = () => second.cancel();
    wheel.after(100, () => fired.push('third'));
    wheel.advance(300);
    expect(fired).toEqual(['first', 'third', 'later']);
  });

  test('a timer longer than one turn of the wheel waits for its own turn', () => {
    const wheel = new TimerWheel(0, 20, 8);
    let fired = 0;
    wheel.after(1000, () => fired++);
    for (let now = 0; now < 1000; now += 20) wheel.advance(now);
    expect(fired).toBe(0);
    wheel.advance(1000);
    expect(fired).toBe(1);
  });

  test('a hundred thousand timers cost no more each than a hundred', () => {
    const wheel = new TimerWheel();
    let fired = 0;
    for (let i = 0; i < 100_000; i++) {
      const timer = wheel.after(500 + (i % 32_000), () => fired++);
      if (i % 2 === 0) timer.cancel();
    }
    wheel.advance(40_000);
    expect([fired, wheel.pending]).toEqual([50_000, 0]);
  });
});
