import { afterEach, expect, test } from 'vitest';
import { definitionOf, TONES } from '../support/definitions.ts';
import { startEngineWorld, type EngineWorld } from '../support/engine-world.ts';
import { RtpEndpoint } from '../support/rtp.ts';
import { startSipp, type RunningSipp } from '../support/sipp.ts';

const CALLER_HZ = 700;
const AGENT_HZ = 500;

let world: EngineWorld | undefined;
const endpoints: RtpEndpoint[] = [];
const sipps: RunningSipp[] = [];

afterEach(async (context) => {
  if (context.task.result?.state === 'fail') console.log(world?.lines.slice(-60).join('\n'));
  for (const endpoint of endpoints.splice(0)) endpoint.close();
  for (const sipp of sipps.splice(0)) await sipp.stop();
  await world?.close();
  world = undefined;
});

async function singing(hz: number): Promise<RtpEndpoint> {
  const endpoint = await RtpEndpoint.open();
  endpoints.push(endpoint);
  endpoint.latch();
  endpoint.sing(hz);
  return endpoint;
}

test('a caller waits in music, an agent at a static address answers, both hear each other, the journal tells it', async () => {
  const [caller, agent] = [await singing(CALLER_HZ), await singing(AGENT_HZ)];
  const phone = await startSipp({
    scenario: 'phone',
    values: { user: 'agent7', rtpAddress: '127.0.0.1', rtpPort: agent.port, ringMs: 600, talkMs: 20_000 },
  });
  sipps.push(phone);
  world = await startEngineWorld(definitionOf([{ agentId: 'agent7', uri: `sip:agent7@127.0.0.1:${phone.port}` }]));
  const sipp = await startSipp({
    scenario: 'caller',
    target: world.target,
    values: { dialled: '8008', number: '+33612340000', rtpAddress: '127.0.0.1', rtpPort: caller.port, stayMs: 4_000 },
  });
  sipps.push(sipp);

  await caller.hears(TONES.music);
  await world.ready('agent7');
  await caller.hears(AGENT_HZ);
  await agent.hears(CALLER_HZ);

  await sipp.done;
  await phone.done;
  const { event } = await world.door.seen(({ event }) => event.type === 'call.ended');
  expect(event).toMatchObject({ outcome: 'answered', by: 'caller' });
});
