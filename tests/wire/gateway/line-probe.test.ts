import { streams } from '@decroche/protocol';
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test } from 'vitest';
import { RtpEndpoint } from '../../support/rtp.ts';
import { type PhoneCall, SipPhone } from '../../support/sip-phone.ts';
import { type Parties, partiesOf } from './parties.ts';
import { definition, type GatewayWorld, startWorld } from './world.ts';

const NUMBER = '+33199887766';

let world: GatewayWorld;
let parties: Parties;
let networks: Network[];

/** A carrier: what is called through it comes back to the number's owner, unless the test has it otherwise. */
class Network {
  readonly phone: SipPhone;
  treat: (call: PhoneCall) => Promise<void> | void = (call) => this.bringsBack(call);
  readonly calls: PhoneCall[] = [];
  #back: SipPhone | undefined;

  constructor(phone: SipPhone) {
    this.phone = phone;
  }

  get trunkId(): string {
    return `127.0.0.1:${this.phone.port}`;
  }

  /** Takes calls until it is closed. */
  async open(sipPort: number): Promise<void> {
    this.#back = await SipPhone.open(sipPort);
    void (async () => {
      for (;;) await this.treat(await this.phone.rung(600_000));
    })().catch(() => undefined);
  }

  close(): void {
    this.phone.close();
    this.#back?.close();
  }

  /** The sound is the gateway's own on both sides, or what the test puts in its place. */
  async bringsBack(call: PhoneCall, instead?: RtpEndpoint): Promise<void> {
    const from = call.request.header('From').replace(/;tag=.*/, '');
    const back = this.#back!.call(NUMBER, { body: instead?.sdp() ?? call.request.body, from });
    this.calls.push(call, back);
    const answer = await back.answered();
    call.reply(200, instead?.sdp() ?? answer);
  }

  /** The next result from now on. */
  probed(ok: boolean, why = '') {
    const before = new Set(world.acd.events);
    return world.acd.next(
      'line.probed',
      (event) =>
        !before.has(event) && event.trunkId === this.trunkId && event.ok === ok && (event.why ?? '').includes(why),
      15_000,
    );
  }
}

beforeAll(async () => {
  networks = [new Network(await SipPhone.open(9)), new Network(await SipPhone.open(9))];
  world = await startWorld({
    OUTBOUND_TRUNK: networks.map(({ trunkId }) => trunkId).join(),
    PROBE_NUMBER: '01 99 88 77 66',
    PROBE_EVERY_MS: '1500',
  });
  parties = partiesOf(world);
  for (const network of networks) await network.open(world.sipPort);
});
afterEach(() => {
  for (const network of networks) network.treat = (call) => network.bringsBack(call);
  const told = [JSON.stringify(world.acd.events), ...world.logs].join('\n');
  expect(/199887766/.exec(told)?.[0]).toBeUndefined();
});
afterAll(async () => {
  await world?.stop();
  for (const network of networks) network.close();
});

const metric = async (name: string) =>
  (await (await fetch(`http://127.0.0.1:${world.healthPort}/metrics`)).text())
    .split('\n')
    .filter((line) => line.startsWith(name));

test('the gateway calls itself through each trunk, hears its own sound, and no call of it is known to anybody', async () => {
  const [first, second] = networks as [Network, Network];
  const result = await first.probed(true);
  expect(result).toMatchObject({ gatewayId: 'gateway1' });
  expect(result.roundTripMs).toBeGreaterThan(100);
  expect(result.roundTripMs).toBeLessThan(2_000);
  await second.probed(true);
  const [there, back] = first.calls as [PhoneCall, PhoneCall];
  expect(there.request.header('From')).toContain(`sip:${NUMBER}@`);
  await Promise.all([there.received('BYE'), back.received('BYE')]);
  expect(world.acd.events.filter(({ type }) => type.startsWith('leg.'))).toEqual([]);
  expect(await metric('gateway_calls_arrived_total ')).toEqual(['gateway_calls_arrived_total 0']);
  expect(await metric('gateway_line_ok{')).toEqual(
    networks.map(({ trunkId }) => `gateway_line_ok{trunk="${trunkId}"} 1`),
  );
  await world.acd.send({ type: 'takeCensus', gatewayId: 'gateway1' });
  expect((await world.acd.next('gateway.census', ({ reason }) => reason === 'asked')).legs).toEqual([]);
});

test('a trunk that refuses is told with what it said, without the number; the other one is told as well', async () => {
  networks[0]!.treat = (call) => call.replyAs(`404 No such number ${NUMBER}`);
  expect(await networks[0]!.probed(false)).toMatchObject({ why: 'the trunk ended it: 404 No such number …' });
  await networks[1]!.probed(true);
  expect(await metric('gateway_line_ok{')).toContain(`gateway_line_ok{trunk="${networks[0]!.trunkId}"} 0`);
  networks[0]!.treat = (call) => networks[0]!.bringsBack(call);
  await networks[0]!.probed(true);
});

test('a trunk that is silent, a stranger who answers, and a call without sound are told for what they are', async () => {
  const [network] = networks as [Network];
  const given: PhoneCall[] = [];
  network.treat = (call) => void given.push(call);
  await network.probed(false, 'nobody answered');

  const stranger = await RtpEndpoint.open();
  onTestFinished(() => stranger.close());
  stranger.sing(440);
  network.treat = (call) => {
    given.push(call);
    stranger.connect(call.request.body);
    call.reply(200, stranger.sdp());
  };
  await network.probed(false, 'somebody answered, but it did not come back');
  await given.at(-1)!.received('BYE');

  network.treat = (call) => network.bringsBack(call, stranger);
  await network.probed(false, 'it came back, but its sound was not heard');
  network.treat = (call) => network.bringsBack(call);
  await network.probed(true);
});

test('callers are served beside the probes; whoever else dials the number of the probe is answered by nobody', async () => {
  const visit = await parties.someoneIsAnswered();
  visit.call.bye();
  await world.acd.next('leg.released', (event) => event.legId === visit.legId);
  // Not while a probe is under way: the next one begins a second after the second trunk's result.
  await networks[1]!.probed(true);
  const { sip, sound } = await parties.phone();
  expect((await sip.call('0199887766', { body: sound.sdp() }).response(300)).status).toBe(404);
  const arrived = world.acd.events.filter(({ type }) => type === 'leg.arrived');
  expect(arrived).toHaveLength(1);
});

test('a number that becomes a service is probed no more: it would ring people', async () => {
  const [service] = definition.services;
  await networks[1]!.probed(true);
  const numbers = [...service!.numbers, '0199887766'];
  await world.bus.publish(streams.definitions('main'), [{ ...definition, services: [{ ...service, numbers }] }]);
  await expect.poll(() => world.logs.join('\n'), { timeout: 6_000 }).toContain('the lines are not probed');
});
