import { EnvelopeOpenKey, newEnvelopePair, openWith } from '@decroche/platform';
import { partyStore, sealedContext } from '@decroche/platform/redis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { everythingIn } from '../../support/redis-content.ts';
import { type Parties, partiesOf } from './parties.ts';
import { type GatewayWorld, PARTY_KEY, startWorld } from './world.ts';

const pair = newEnvelopePair();
const CHILDREN = { serviceId: 'children', numbers: ['119', '116111'], childProtection: true };
/** What no log, event or store may hold: the number without what spellings put before it. */
const SECRET = '698765432';
const NUMBER = `+33${SECRET}`;
const SPELLINGS = [`0${SECRET}`, NUMBER, `0033${SECRET}`, `33${SECRET}`];

let world: GatewayWorld;
let parties: Parties;
beforeAll(async () => {
  world = await startWorld({ PARTY_SEAL_KEY: pair.sealKey, LOG_LEVEL: 'trace' }, [CHILDREN]);
  parties = partiesOf(world);
});
afterAll(() => world?.stop());

const store = () => partyStore(world.redis, PARTY_KEY);
const told = () => [JSON.stringify(world.acd.events), ...world.logs].join('\n');

async function rung(callId: string, present: 'number' | 'service' | 'anonymous') {
  const agent = await parties.agentIsRung(callId, { present });
  const { text } = agent.call.request;
  agent.call.reply(486);
  await world.acd.next('leg.released', (event) => event.legId === agent.legId);
  return text;
}

test('in every spelling the caller is one party, whose number stands nowhere', async () => {
  const refs = new Set<string | undefined>();
  for (const [index, spelling] of SPELLINGS.entries()) {
    const from = `"Papa ${spelling}" <sip:${spelling}@trunk.example;user=phone>`;
    const headers = { 'P-Asserted-Identity': `<tel:${spelling}>`, Subject: spelling };
    const visit = await parties.someoneCalls({ from, headers }, index % 2 === 0 ? '+33119' : '0033116111');
    refs.add(visit.arrived.partyRef);
    await world.acd.send({ type: 'answerCaller', ...visit.onCaller });
    await visit.call.answered();
    await world.acd.next('leg.answered', (event) => event.legId === visit.legId);
    visit.call.bye();
    await world.acd.next('leg.released', (event) => event.legId === visit.legId);
  }
  expect([...refs]).toEqual([store().referSealed(NUMBER)]);
  expect(told()).not.toContain(SECRET);
  expect(await everythingIn(world.redis)).not.toContain(SECRET);
});

test('it is kept for the holder of the other key alone', async () => {
  const ref = store().referSealed(NUMBER);
  expect(await store().lookUp(ref)).toBeUndefined();
  const openKey = EnvelopeOpenKey.parse(pair.openKey);
  expect(String(openWith(openKey, (await store().lookUpSealed(ref))!, sealedContext(ref)))).toBe(NUMBER);
});

test('the telephone of an agent is rung by nobody, whatever it is asked to present', async () => {
  const visit = await parties.someoneCalls({ from: `"Ana" <sip:${NUMBER}@trunk>` }, '119');
  const invite = await rung(visit.callId, 'number');
  expect(invite).toContain('From: "Anonymous" <sip:anonymous@anonymous.invalid>');
  for (const text of [invite, await rung(visit.callId, 'anonymous')]) {
    expect(text).not.toContain(SECRET);
    expect(text).not.toContain('Ana');
  }
  visit.call.cancel();
});

test('a refused or malformed call to it tells no number either', async () => {
  const { sip } = await parties.phone();
  const from = `<sip:${NUMBER}@trunk>`;
  const refused = sip.call('119', { from, headers: { Require: 'teleport' } });
  expect((await refused.response(300)).status).toBe(420);
  const odd = sip.call('119', { from, body: `v=0\r\no=${NUMBER}\r\n` });
  expect((await odd.response(300)).status).toBe(488);
  expect(told()).not.toContain(SECRET);
});

test('the same person who calls another service is another party there, whose number is known as ever', async () => {
  const visit = await parties.someoneCalls({ from: `<sip:+33612000001@trunk>` }, '119');
  const other = await parties.someoneCalls({ from: `<sip:+33612000001@trunk>` }, '8008');
  expect(other.arrived.partyRef).toBe(store().refer('+33612000001'));
  expect(visit.arrived.partyRef).not.toBe(other.arrived.partyRef);
  visit.call.cancel();
  other.call.cancel();
});

test('a withheld number is no party at all', async () => {
  const visit = await parties.someoneCalls({ from: `<sip:${NUMBER}@trunk>`, headers: { Privacy: 'id' } }, '119');
  expect(visit.arrived.partyRef).toBeUndefined();
  visit.call.cancel();
});

test('without a key to seal with the number is not kept at all, which is said at the start', async () => {
  const keyless = await startWorld({}, [CHILDREN]);
  try {
    const visit = await partiesOf(keyless).someoneCalls({ from: `<sip:${NUMBER}@trunk>` }, '119');
    const ref = partyStore(keyless.redis, PARTY_KEY).referSealed(NUMBER);
    expect(visit.arrived.partyRef).toBe(ref);
    visit.call.cancel();
    await keyless.acd.next('leg.released');
    expect(await keyless.redis.exists(`decroche:party:${ref}`)).toBe(0);
    expect(await everythingIn(keyless.redis)).not.toContain(SECRET);
    expect(keyless.logs.join('\n')).toMatch(/"services":\["children"\].*PARTY_SEAL_KEY is missing/);
  } finally {
    await keyless.stop();
  }
});
