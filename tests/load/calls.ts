import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { definitionOf } from '../support/definitions.ts';
import { startEngineWorld, type EngineWorld } from '../support/engine-world.ts';
import type { RunningSipp } from '../support/sipp.ts';
import { measure, spread, type Usage } from './processes.ts';
import { freeToOffer, inviteToInvite, marksOf, runCallers, startAgents, startCallers } from './sipp-run.ts';

/**
 * `npm run bench:calls [-- --json file] [--rates 20,40,60] [--seconds 10] [--waiting 100,500] [--profile acd]`
 *
 * SIPp callers → queue → SIPp agents at static addresses, through drachtio's stand-in, the gateway, the acd, Redis and
 * rtpengine, on one machine with SIPp beside them. Instants are written by SIPp itself, so that nothing stands between.
 */
const { values: options } = parseArgs({
  options: {
    json: { type: 'string' },
    rates: { type: 'string', default: '20,40,60,80,100,120' },
    seconds: { type: 'string', default: '10' },
    waiting: { type: 'string', default: '100,500,1000' },
    talk: { type: 'string', default: '1000' },
    agents: { type: 'string', default: '400' },
    profile: { type: 'string' },
    only: { type: 'string', default: 'reference,ramp,media,waiting,overload' },
  },
});

const list = (text: string): readonly number[] => text.split(',').filter(Boolean).map(Number);
const SECONDS = Number(options.seconds);
const TALK_MS = Number(options.talk);
const AGENTS = Number(options.agents);
const PATIENCE_MS = 15_000;
/** A step is sustained below this share of calls that failed or were refused. */
const FAILING = 0.01;
const wanted = new Set(options.only.split(','));
const say = (text: string): void => void process.stderr.write(`${text}\n`);

interface Step {
  readonly name: string;
  readonly rate: number;
  readonly calls: number;
  readonly failed: number;
  readonly refused: number;
  readonly inviteToInviteMs: ReturnType<typeof spread>;
  readonly freeToOfferMs?: ReturnType<typeof spread>;
  /** CPU of each process, ms of one core per call; resident memory in MB. */
  readonly usage: readonly (Usage & { readonly cpuMsPerCall: number })[];
  readonly firstError?: string;
}

let runs = 0;

/** One world with its agents logged in and ready. */
async function startBench(
  agents: number,
  media = '',
  talkMs = TALK_MS,
): Promise<{ world: EngineWorld; phones: RunningSipp }> {
  const phones = await startAgents(talkMs, media);
  const ids = Array.from({ length: agents }, (_, index) => `agent${index + 1}`);
  const definition = definitionOf(ids.map((agentId) => ({ agentId, uri: `sip:${agentId}@127.0.0.1:${phones.port}` })));
  const flags = ['--cpu-prof', '--cpu-prof-dir=var/profiles'];
  const world = await startEngineWorld(definition, {
    environment: { LOG_LEVEL: 'warn' },
    ...(options.profile === undefined ? {} : { nodeFlags: { [options.profile]: flags } }),
  });
  for (const id of ids) await world.ready(id);
  return { world, phones };
}

async function step(
  name: string,
  rate: number,
  bench: { world: EngineWorld; phones: RunningSipp },
  media = '',
): Promise<Step> {
  const { world, phones } = bench;
  const parts = [...world.product.parts, { name: 'sipp-agents', pid: () => phones.pid }];
  const marksBefore = (await marksOf(phones)).length;
  const used = measure(parts);
  runs += 1;
  const run = await runCallers({
    ...{ target: world.target, rate, calls: rate * SECONDS, patienceMs: PATIENCE_MS, media },
    run: `6${String(runs).padStart(2, '0')}`,
  });
  const usage = used().map((one) => ({ ...one, cpuMsPerCall: Math.round((one.cpuMs / run.calls) * 100) / 100 }));
  const offers = (await marksOf(phones)).slice(marksBefore);
  const made: Step = {
    ...{ name, rate, calls: run.calls, failed: run.failed, refused: run.refused },
    inviteToInviteMs: spread(inviteToInvite(run.marks, offers)),
    usage,
    ...(run.failed === 0 ? {} : { firstError: run.firstError }),
  };
  tell(made);
  return made;
}

function tell(made: Step): void {
  const { n, p50, p95, p99 } = made.inviteToInviteMs;
  const free = made.freeToOfferMs ? `, freed→offer p95 ${made.freeToOfferMs.p95}` : '';
  const cpu = made.usage.map(({ name, cpuMsPerCall, rssMb }) => `${name} ${cpuMsPerCall}/${rssMb}`).join(' ');
  say(
    `${made.name} ${made.rate}/s: ${made.calls} calls, ${made.failed} failed, ${made.refused} refused; ` +
      `INVITE→INVITE n=${n} p50 ${p50} p95 ${p95} p99 ${p99} ms${free}; CPU ms per call/RSS MB: ${cpu}`,
  );
}

/** SIPp against SIPp, the same scenarios with nothing between: what the machine itself can do now. */
async function reference(): Promise<Step> {
  const phones = await startAgents(TALK_MS);
  const run = await runCallers({
    ...{
      target: { host: '127.0.0.1', port: phones.port },
      rate: 200,
      calls: 2_000,
      patienceMs: PATIENCE_MS,
      run: '600',
    },
  });
  const made: Step = {
    ...{
      name: 'reference SIPp↔SIPp',
      rate: 200,
      calls: run.calls,
      failed: run.failed,
      refused: run.refused,
      usage: [],
    },
    inviteToInviteMs: spread(inviteToInvite(run.marks, await marksOf(phones))),
  };
  await phones.stop();
  tell(made);
  return made;
}

/** Faster and faster until more than one call in a hundred fails. */
async function ramp(name: string, media = ''): Promise<readonly Step[]> {
  const bench = await startBench(AGENTS, media);
  const steps: Step[] = [];
  try {
    for (const rate of list(options.rates)) {
      const made = await step(name, rate, bench, media);
      steps.push(made);
      if ((made.failed + made.refused) / made.calls >= FAILING) break;
    }
  } finally {
    await bench.world.close();
    await bench.phones.stop();
  }
  return steps;
}

/** More callers than agents: at least so many wait all the time while agents take one after the other. */
async function waitingCallers(waiting: number): Promise<Step> {
  const [agents, talkMs] = [20, 500];
  const served = Math.ceil((agents * SECONDS * 1000) / talkMs);
  const bench = await startBench(agents, '', talkMs);
  const { world, phones } = bench;
  const callers: RunningSipp = await startCallers({
    ...{ target: world.target, rate: 100, calls: waiting + 2 * served, patienceMs: 600_000, run: '690' },
  });
  try {
    await world.door.seen(() => queued(world) >= waiting, 120_000);
    const parts = [...world.product.parts, { name: 'sipp-agents', pid: () => phones.pid }];
    const used = measure(parts);
    const from = Date.now();
    const marksBefore = (await marksOf(phones)).length;
    const answeredBefore = countOf(world, 'call.answered');
    await world.door.seen(({ event }) => event.type === 'call.answered' && Date.now() - from > SECONDS * 1000, 60_000);
    if (queued(world) < waiting / 2) throw new Error('the callers ran out before the measure ended');
    const calls = countOf(world, 'call.answered') - answeredBefore;
    const offers = (await marksOf(phones)).slice(marksBefore);
    const usage = used().map((one) => ({ ...one, cpuMsPerCall: Math.round((one.cpuMs / calls) * 100) / 100 }));
    const made: Step = {
      ...{
        name: `${waiting} waiting`,
        rate: Math.round((calls * 1000) / (Date.now() - from)),
        calls,
        failed: 0,
        refused: 0,
        usage,
      },
      inviteToInviteMs: spread([]),
      freeToOfferMs: spread(freeToOffer(offers)),
    };
    tell(made);
    return made;
  } finally {
    await callers.stop();
    await world.close();
    await phones.stop();
  }
}

const queued = (world: EngineWorld): number => countOf(world, 'call.queued') - countOf(world, 'call.answered');

const countOf = (world: EngineWorld, type: string): number =>
  world.door.journal().reduce((count, { event }) => count + (event.type === type ? 1 : 0), 0);

/** Twice what it sustains, then an ordinary rate again: it must refuse, not collapse, and be itself at once after. */
async function overload(sustained: number): Promise<readonly Step[]> {
  const bench = await startBench(AGENTS);
  try {
    return [
      await step('beyond the knee', sustained * 2, bench),
      await step('after it', Math.round(sustained / 2), bench),
    ];
  } finally {
    await bench.world.close();
    await bench.phones.stop();
  }
}

const sustainedOf = (steps: readonly Step[]): number =>
  steps.findLast((made) => (made.failed + made.refused) / made.calls < FAILING)?.rate ?? 0;

const MEDIA = '<nop><action><exec rtp_stream="tone.wav,-1,8,PCMA/8000"/></action></nop>';
const results: Record<string, unknown> = { at: new Date().toISOString(), talkMs: TALK_MS, secondsPerStep: SECONDS };
if (wanted.has('reference')) results['reference'] = await reference();
const noMedia = wanted.has('ramp') ? await ramp('no media') : [];
results['noMedia'] = { sustained: sustainedOf(noMedia), steps: noMedia };
if (wanted.has('media')) {
  const media = await ramp('media', MEDIA);
  results['media'] = { sustained: sustainedOf(media), steps: media };
}
if (wanted.has('waiting')) {
  const steps: Step[] = [];
  for (const waiting of list(options.waiting)) steps.push(await waitingCallers(waiting));
  results['waiting'] = steps;
}
if (wanted.has('overload')) results['overload'] = await overload(sustainedOf(noMedia) || 60);
const json = JSON.stringify(results, null, 2);
if (options.json === undefined) process.stdout.write(`${json}\n`);
else await writeFile(options.json, `${json}\n`);
