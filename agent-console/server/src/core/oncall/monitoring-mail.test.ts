import { describe, expect, it } from 'vitest';
import { causeOf, policyOfRecipient, readMonitoringSubject } from './monitoring-mail.ts';

const names = ['SRV SQL1', 'SRV SQL12', 'Baie'];
const read = (subject: string) => readMonitoringSubject(subject, names);

describe('the subject of a mail of monitoring', () => {
  it.each([
    ['** PROBLEM Service Alert: SRV SQL1/MySQL is CRITICAL **', 'problem', 'SRV SQL1', 'MySQL'],
    ['** PROBLEM Host Alert: SRV SQL1 is DOWN **', 'problem', 'SRV SQL1', undefined],
    ['** PROBLEM alert - SRV SQL1/Load 5/15 is WARNING **', 'problem', 'SRV SQL1', 'Load 5/15'],
    ['** RECOVERY Service Alert: SRV SQL1/MySQL is OK **', 'recovery', 'SRV SQL1', 'MySQL'],
    ['** ACKNOWLEDGEMENT Service Alert: SRV SQL1/MySQL is CRITICAL **', 'note', 'SRV SQL1', 'MySQL'],
    ['** FLAPPINGSTART Host Alert: SRV SQL1 is DOWN **', 'note', 'SRV SQL1', undefined],
    ['[PROBLEM] MySQL on SRV SQL1 is CRITICAL!', 'problem', 'SRV SQL1', 'MySQL'],
    ['[RECOVERY] Host SRV SQL1 is UP!', 'recovery', 'SRV SQL1', undefined],
    ['  **  problem   Service Alert:  SRV SQL1/MySQL is critical', 'problem', 'SRV SQL1', 'MySQL'],
    ['Espace disque : SRV SQL12 plein', 'other', 'SRV SQL12', undefined],
    ['SRV SQL1 ne répond plus', 'other', 'SRV SQL1', undefined],
    ['La baie SRV SQL13 chauffe', 'other', 'Baie', undefined],
    ['Emballage', 'other', undefined, undefined],
    ['', 'other', undefined, undefined],
  ])('%j is understood', (subject, kind, host, service) => {
    const mail = read(subject);
    expect([mail.kind, mail.host, mail.service]).toEqual([kind, host, service]);
    expect(mail.title).not.toBe('');
  });

  it('is said as it can be read out', () => {
    expect(read('** PROBLEM Service Alert: SRV SQL1/MySQL is CRITICAL **').title).toBe('SRV SQL1, MySQL : critique');
    expect(read('** PROBLEM Host Alert: SRV SQL1 is DOWN **').title).toBe('SRV SQL1 : hors service');
  });

  it('has one cause for the problem and its recovery, another for another service', () => {
    const [problem, recovery, other] = ['PROBLEM|MySQL|CRITICAL', 'RECOVERY|MySQL|OK', 'PROBLEM|Disk|CRITICAL'].map(
      (it) => {
        const [type, service, state] = it.split('|');
        return causeOf(read(`** ${type} Service Alert: SRV SQL1/${service} is ${state} **`));
      },
    );
    expect(recovery).toBe(problem);
    expect(other).not.toBe(problem);
  });

  it('of any length takes no time to be passed over', () => {
    const since = performance.now();
    for (const subject of [`** PROBLEM ${' alert - '.repeat(20_000)}`, `[PROBLEM] ${'x on '.repeat(20_000)}`])
      read(subject.slice(0, 2_000));
    expect(performance.now() - since).toBeLessThan(500);
  });
});

describe('a recipient', () => {
  it('may name the policy', () => {
    expect(policyOfRecipient('policy+infra@alerts.example.org')).toBe('infra');
    expect(policyOfRecipient('alerts@example.org')).toBeUndefined();
    expect(policyOfRecipient('policy+@example.org')).toBeUndefined();
  });
});
