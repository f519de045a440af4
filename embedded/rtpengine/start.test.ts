import { expect, test } from 'vitest';
import { startRtpengine } from './start.ts';

test('two private rtpengines live side by side and end when told', async () => {
  const [one, two] = await Promise.all([startRtpengine(), startRtpengine()]);
  expect(one.ngPort).not.toBe(two.ngPort);
  await Promise.all([one.stop(), two.stop()]);
  expect(() => process.kill(one.pid, 0)).toThrow();
});

test('a configuration that rtpengine refuses is told with its own words', async () => {
  await expect(startRtpengine({ rtpInterface: 'nowhere' })).rejects.toThrow(/rtpengine ended with/);
});
