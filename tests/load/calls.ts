import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { definitionOf } from '../support/definitions.ts';
import { startEngineWorld, type EngineWorld } from '../support/engine-world.ts';
import type { RunningSipp } from '../support/sipp.ts';
import { measure, spread, type Usage } from './processes.ts';
import { writeTable } from './performance-table.ts';
import { freeToOffer, inviteToInvite, marksOf, runCallers, startAgents, startCallers } from './sipp-run.ts';

/**
 * `npm run bench:calls [-- --json file] [--table] [--rates 20,40,60] [--seconds 10] [--waiting 100,500] [--profile acd]`
 *
 * SIPp callers → queue → SIPp agents at static addresses, through drachtio's stand-in, the gateway, the acd, Redis and
 * rtpengine, on one machine with SIPp beside them. Instants are written by SIPp itself, so that nothing stands between.
 */
const { values: options } = parseArgs({
  options: {
    json: { type: 'string' },
    table: { type: 'boolean', default: false },
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
const told: Step[] = [];
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
  readonly cpuShare?: Readonly<Record<string, number>>;
  readonly firstError?: string;
}

let runs = 0;

/** One world with this many agents ready, of all those it has. */
async function startBench(
  agents: number,
  media = '',
  talkMs = TALK_MS,
  all = agents,
): Promise<{ world: EngineWorld; phones: RunningSipp }> {
  const phones = await startAgents(talkMs, media);
  const ids = Array.from({ length: all }, (_, index) => `agent${index + 1}`);
  const definition = definitionOf(ids.map((agentId) => ({ agentId, uri: `sip:${agentId}@127.0.0.1:${phones.port}` })));
  const flags = ['--cpu-prof', '--cpu-prof-dir=var/profiles'];
  const world = await startEngineWorld(definition, {
    environment: { LOG_LEVEL: 'warn' },
    ...(options.profile === undefined ? {} : { nodeFlags: { [options.profile]: flags } }),
  });
  for (const id of ids.slice(0, agents)) await world.ready(id);
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
  told.push(made);
  const { n, p50, p95, p99 } = made.inviteToInviteMs;
  const { freeToOfferMs: idle } = made;
  const free = idle ? `, freed→offer p50 ${idle.p50} p95 ${idle.p95} p99 ${idle.p99}` : '';
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

/** So many wait all the time: as many come as ten agents can take, 20 a second. */
async function waitingCallers(waiting: number): Promise<Step> {
  const [agents, talkMs] = [10, 500];
  const rate = (agents * 1000) / talkMs;
  const bench = await startBench(0, '', talkMs, agents);
  const { world, phones } = bench;
  const callers = [await startCallers({ ...load(world, 50, waiting), run: '690' })];
  try {
    // Some may be refused while so many come at once: the row says how many really waited.
    await world.door.seen(() => queued(world) >= waiting * 0.8, 120_000);
    for (let index = 1; index <= agents; index += 1) await world.ready(`agent${index}`);
    callers.push(await startCallers({ ...load(world, rate, rate * SECONDS * 3), run: '691' }));
    await pause(2_000);
    const used = measure([...world.product.parts, { name: 'sipp-agents', pid: () => phones.pid }]);
    const [from, answeredBefore] = [Date.now(), countOf(world, 'call.answered')];
    const marksBefore = (await marksOf(phones)).length;
    await pause(SECONDS * 1000);
    const seconds = (Date.now() - from) / 1000;
    const calls = countOf(world, 'call.answered') - answeredBefore;
    const offers = (await marksOf(phones)).slice(marksBefore);
    const usage = used().map((one) => ({ ...one, cpuMsPerCall: Math.round((one.cpuMs / calls) * 100) / 100 }));
    const made: Step = {
      ...{ name: `${waiting} waiting (${queued(world)} at the end)`, rate: Math.round(calls / seconds), calls },
      ...{ failed: 0, refused: 0, usage, cpuShare: shareOfCore(usage, seconds) },
      inviteToInviteMs: spread([]),
      freeToOfferMs: spread(freeToOffer(offers)),
    };
    tell(made);
    return made;
  } finally {
    for (const one of callers) await one.stop();
    await world.close();
    await phones.stop();
  }
}

/** Patient callers of the service. */
const load = (world: EngineWorld, rate: number, calls: number) => ({
  ...{ target: world.target, rate, calls, patienceMs: 600_000 },
});

/** Per cent of one core that each process used. */
const shareOfCore = (usage: readonly Usage[], seconds: number): Record<string, number> =>
  Object.fromEntries(usage.map(({ name, cpuMs }) => [name, Math.round(cpuMs / seconds / 10)]));

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

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

/** A second of A-law silence and the scenario's step that sends it again and again, 50 packets a second. */
const voice = join(await mkdtemp(join(tmpdir(), 'decroche-bench-')), 'voice.al');
await writeFile(voice, Buffer.alloc(8_000, 0xd5));
const MEDIA = `<nop><action><exec rtp_stream="${voice},-1,8,PCMA/8000"/></action></nop>`;
const loadavg0 = loadavg()[0] ?? 0;
let withMedia: readonly Step[] = [];
const results: Record<string, unknown> = {
  at: new Date().toISOString(),
  loadBefore: loadavg0,
  talkMs: TALK_MS,
  secondsPerStep: SECONDS,
};
if (wanted.has('reference')) results['reference'] = await reference();
const noMedia = wanted.has('ramp') ? await ramp('no media') : [];
results['noMedia'] = { sustained: sustainedOf(noMedia), steps: noMedia };
if (wanted.has('media')) {
  withMedia = await ramp('media', MEDIA);
  results['media'] = { sustained: sustainedOf(withMedia), steps: withMedia };
}
if (wanted.has('waiting')) {
  const steps: Step[] = [];
  for (const waiting of list(options.waiting)) steps.push(await waitingCallers(waiting));
  results['waiting'] = steps;
}
if (wanted.has('overload')) results['overload'] = await overload(sustainedOf(noMedia) || 60);
await rm(dirname(voice), { recursive: true });
const json = JSON.stringify(results, null, 2);
if (options.json === undefined) process.stdout.write(`${json}\n`);
else await writeFile(options.json, `${json}\n`);
if (options.table) {
  const words =
    `${new Date().toISOString().slice(0, 10)}, ${cpus().length} cores, load average before the run ${loadavg0.toFixed(1)}, ` +
    `${SECONDS} s a step, conversations of ${TALK_MS} ms. ` +
    `Sustained without media: ${sustainedOf(noMedia)} calls/s; with media: ${sustainedOf(withMedia)} calls/s (highest step tried that stayed below 1 %).`;
  await writeTable(words, told);
}
