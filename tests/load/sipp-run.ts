import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startSipp, type RunningSipp } from '../support/sipp.ts';

/** Something SIPp wrote down: `invite`, `bye`, `refused` of a caller; `offer`, `free` of an agent. Instant in ms. */
export interface Mark {
  readonly at: number;
  readonly what: string;
  readonly caller: string;
  readonly agent: string;
}

/** What came of a run of callers. */
export interface CallerRun {
  readonly calls: number;
  readonly failed: number;
  readonly refused: number;
  readonly retransmissions: number;
  readonly seconds: number;
  readonly marks: readonly Mark[];
  /** SIPp's own words on the first failure. */
  readonly firstError: string;
}

/** Where agents or the service answer, and whether both sides send RTP. */
export interface LoadOptions {
  readonly target: { readonly host: string; readonly port: number };
  readonly rate: number;
  readonly calls: number;
  readonly patienceMs: number;
  readonly media?: string;
  /** Part of the callers' numbers, so that runs can be told apart. */
  readonly run: string;
}

/** Where RTP is said to be: SIPp's own stream when it sends, a port where nobody listens when it does not. */
const rtpOf = (media: string) => ({
  ...{ rtpAddress: '127.0.0.1', media },
  rtpPort: media === '' ? '[media_port]' : '[rtpstream_audio_port]',
});
/** First RTP port of each side, apart from each other and from rtpengine's. */
const RTP_FROM = { callers: '4000', agents: '45000' };
const rtpPorts = (media: string, from: string): readonly string[] => (media === '' ? [] : ['-mp', from]);
const TRACES = ['-trace_logs', '-log_file', 'marks.log', '-trace_stat', '-stf', 'stat.csv', '-fd', '1'];

/** Agents at `sip:<anything>@127.0.0.1:<port>` who answer at once and hang up after a while. */
export function startAgents(talkMs: number, media = ''): Promise<RunningSipp> {
  return startSipp({
    scenario: 'bench-agent',
    values: { ...rtpOf(media), user: 'agent', ringMs: 0, talkMs },
    calls: 'forever',
    args: [...TRACES, '-l', '100000', '-skip_rlimit', ...rtpPorts(media, RTP_FROM.agents)],
  });
}

/** Callers at a steady rate; resolves when all have come and gone. */
export async function runCallers(options: LoadOptions): Promise<CallerRun> {
  const since = performance.now();
  const sipp = await startCallers(options);
  await sipp.done.catch(() => undefined);
  const seconds = (performance.now() - since) / 1000;
  const run = await outcomeOf(sipp, seconds);
  await sipp.stop();
  return run;
}

export function startCallers(options: LoadOptions): Promise<RunningSipp> {
  const { target, rate, calls, patienceMs, media = '', run } = options;
  return startSipp({
    ...{ scenario: 'bench-caller', target, calls },
    values: { ...rtpOf(media), dialled: '8008', number: `+33${run}[call_number]`, patienceMs },
    args: [...TRACES, '-r', String(rate), '-l', '100000', '-skip_rlimit', ...rtpPorts(media, RTP_FROM.callers)],
  });
}

async function outcomeOf(sipp: RunningSipp, seconds: number): Promise<CallerRun> {
  const marks = await marksOf(sipp);
  const rows = (await readFile(join(sipp.folder, 'stat.csv'), 'utf8')).trim().split('\n');
  const names = rows[0]?.split(';') ?? [];
  const last = rows.at(-1)?.split(';') ?? [];
  const stat = (name: string): number => Number(last[names.indexOf(name)]);
  const refused = marks.filter(({ what }) => what === 'refused').length;
  const errors = await readFile(join(sipp.folder, 'errors.log'), 'utf8').catch(() => '');
  return {
    ...{ calls: stat('OutgoingCall(C)'), failed: stat('FailedCall(C)'), refused, seconds, marks },
    retransmissions: stat('Retransmissions(C)'),
    firstError: errors.split('\n').slice(0, 6).join('\n'),
  };
}

/** What a SIPp has written so far. */
export async function marksOf(sipp: RunningSipp): Promise<readonly Mark[]> {
  const text = await readFile(join(sipp.folder, 'marks.log'), 'utf8').catch(() => '');
  return text.split('\n').flatMap((line) => {
    const [, , rest = ''] = line.split('\t');
    const [seconds, what, caller, agent = ''] = rest.trim().split(' ');
    if (what === undefined || caller === undefined) return [];
    return [{ at: Number(seconds) * 1000, what, caller, agent }];
  });
}

/** INVITE of each caller → INVITE at the agent who got them. */
export function inviteToInvite(callers: readonly Mark[], agents: readonly Mark[]): readonly number[] {
  const sent = new Map(callers.filter(({ what }) => what === 'invite').map(({ caller, at }) => [caller, at]));
  return agents.flatMap(({ what, caller, at }) => {
    const from = sent.get(caller);
    if (what !== 'offer' || from === undefined) return [];
    sent.delete(caller);
    return [at - from];
  });
}

/** An agent becomes free → the next call rings at the same agent. */
export function freeToOffer(agents: readonly Mark[]): readonly number[] {
  const freeAt = new Map<string, number>();
  return [...agents]
    .sort((a, b) => a.at - b.at)
    .flatMap(({ what, agent, at }) => {
      if (what === 'free') freeAt.set(agent, at);
      const from = freeAt.get(agent);
      if (what !== 'offer' || from === undefined) return [];
      freeAt.delete(agent);
      return [at - from];
    });
}
