import { createHash } from 'node:crypto';
import type { ProofFinding } from '@decroche/protocol';
import { describe, expect, it } from 'vitest';
import { checkLine, type ChainedLine, type ChainState } from './chain.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const EVENING = Date.parse('2026-11-20T23:59:59Z');
const MORNING = Date.parse('2026-11-21T00:00:00Z');

/** A line hashed over a text written by hand. */
function line(seq: number, at: number, before: string): ChainedLine {
  const text = `{"at":${at},"event":{"callId":"c1","type":"call.welcomed"},"seq":${seq}}`;
  const fields = { seq, event: { type: 'call.welcomed', callId: 'c1', absent: undefined }, at };
  return { ...fields, hash: sha256(before + text) };
}

const one = line(1, EVENING, '');
const two = line(2, EVENING, one.hash);
const three = line(3, MORNING, '');
const four = line(4, MORNING, three.hash);
const altered = { ...two, at: EVENING - 1 };

function check(lines: readonly ChainedLine[], before?: ChainedLine): { found: ProofFinding[]; state: ChainState } {
  const found: ProofFinding[] = [];
  let state: ChainState = { before, checked: 0 };
  for (const next of lines) {
    const step = checkLine(state, next, sha256);
    state = step.state;
    if (step.finding) found.push(step.finding);
  }
  return { found, state };
}

describe('the chain of the journal', () => {
  it('holds from the first line over midnight, where it begins anew', () => {
    const { found, state } = check([one, two, three, four]);
    expect(found).toEqual([]);
    expect(state).toMatchObject({ checked: 4, first: { seq: 1, hash: one.hash }, before: four });
  });
  it.each<[string, ChainedLine[], ChainedLine | undefined, ProofFinding[]]>([
    ['holds after a trusted line', [two, three], one, []],
    ['tells an altered line once', [one, altered, three, four], undefined, [{ kind: 'lineAltered', seq: 2 }]],
    [
      'tells a line with another hash, and the next one',
      [one, { ...two, hash: 'x' }],
      undefined,
      [{ kind: 'lineAltered', seq: 2 }],
    ],
    ['tells a hole with both its ends', [one, four], undefined, [{ kind: 'linesMissing', fromSeq: 2, toSeq: 3 }]],
    ['tells a missing beginning', [two], undefined, [{ kind: 'linesMissing', fromSeq: 1, toSeq: 1 }]],
    [
      'tells a field that was added',
      [{ ...one, note: 1 } as ChainedLine],
      undefined,
      [{ kind: 'lineAltered', seq: 1 }],
    ],
  ])('%s', (_name, lines, before, expected) => expect(check(lines, before).found).toEqual(expected));
});
