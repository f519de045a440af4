import { expect, it } from 'vitest';
import { argumentsOf, settingsFor } from './arguments.ts';
import { profileGlance } from './profile-glance.ts';
import { Settings } from './settings.ts';

const settings = Settings.parse({ DATA_DIR: '/data' });
const started = (...args: string[]) => {
  const { DATA_DIR, PROFILE } = settingsFor(settings, argumentsOf(args));
  return [DATA_DIR, PROFILE];
};

it('each organisation has a folder of its own, and the robots of each another one', () => {
  expect(started()).toEqual(['/data', 'agences-eau']);
  expect(started('--demo')).toEqual(['/data/demo', 'agences-eau']);
  expect(started('--profile', 'agences-eau')).toEqual(['/data', 'agences-eau']);
  expect(started('--profile', 'giped-119')).toEqual(['/data/giped-119', 'giped-119']);
  expect(started('--demo', '--profile', 'giped-119')).toEqual(['/data/giped-119/demo', 'giped-119']);
});

it('robots have a pace, which may be given', () => {
  expect(argumentsOf([]).robots).toBeUndefined();
  expect(argumentsOf(['--demo']).robots).toEqual({ callsPerHour: 90, agents: 3 });
  expect(argumentsOf(['--demo', '--pace', '12', '--agents', '0']).robots).toEqual({ callsPerHour: 12, agents: 0 });
});

it.each([
  ['a pace that is no number', ['--demo', '--pace', 'fast'], '--pace wants a number'],
  ['a path instead of a profile', ['--profile', '../etc'], '--profile wants a name'],
  ['an unknown option', ['--profil', 'giped-119'], '--profil'],
])('%s is refused', (_what, args, why) => {
  expect(() => argumentsOf(args)).toThrow(why);
});

it('the numbers of a profile are known before anything runs, and which of them is a helpline', async () => {
  expect(await profileGlance('giped-119')).toMatchObject({ numbers: ['119', '8119'], helplines: ['119'] });
  expect(await profileGlance('agences-eau')).toMatchObject({ numbers: ['8008'], helplines: [] });
  await expect(profileGlance('none')).rejects.toThrow('there is no profile none');
});
