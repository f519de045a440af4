import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Identity } from '@decroche/protocol';
import { EnvelopeOpenKey, EnvelopeSealKey, newEnvelopePair, openWith } from '@decroche/platform';
import {
  connectRedis,
  deviceCredentialStore,
  partyStore,
  sealedContext,
  sessionStore,
  type Redis,
} from '@decroche/platform/redis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startRedis, type RunningRedis } from '../../embedded/redis/start.ts';

let dir: string;
let server: RunningRedis;
let redis: Redis;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'decroche-stores-'));
  server = await startRedis({ dir });
  redis = await connectRedis(server.url);
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
  await rm(dir, { recursive: true, force: true });
});

const alice = Identity.parse({ accountId: 'acc1', login: 'alice', name: 'Alice', role: 'agent', via: 'session' });

describe('the party store', () => {
  it('gives one number one reference, and another key another', () => {
    const store = partyStore(redis, 'k1');
    expect(store.refer('+33199001234')).toBe(store.refer('+33199001234'));
    expect(store.refer('+33199001234')).not.toBe(store.refer('+33199001235'));
    expect(partyStore(redis, 'k2').refer('+33199001234')).not.toBe(store.refer('+33199001234'));
  });

  it('forgets a person without touching the reference', async () => {
    const store = partyStore(redis, 'k1');
    const ref = await store.remember({ number: '+33199001234', displayName: 'M. Durand' });
    expect(await store.lookUp(ref)).toEqual({ number: '+33199001234', displayName: 'M. Durand' });
    await store.forget(ref);
    expect(await store.lookUp(ref)).toBeUndefined();
  });
});

describe('a sealed party', () => {
  const pair = newEnvelopePair();
  const sealing = () => partyStore(redis, 'k1', EnvelopeSealKey.parse(pair.sealKey));

  it('is told to nobody but who has the other half, and is not found by the number that others know', async () => {
    const store = sealing();
    const ref = await store.rememberSealed('+33199001277');
    expect(ref).toBe(store.referSealed('+33199001277'));
    expect(ref).not.toBe(store.refer('+33199001277'));
    expect(await store.lookUp(ref)).toBeUndefined();
    expect(await redis.get(`decroche:party:${ref}`)).not.toContain('199001277');
    const envelope = await store.lookUpSealed(ref);
    const openKey = EnvelopeOpenKey.parse(pair.openKey);
    expect(String(openWith(openKey, envelope!, sealedContext(ref)))).toBe('+33199001277');
  });

  it('is not kept at all where there is no key to seal with', async () => {
    const store = partyStore(redis, 'k1');
    const ref = await store.rememberSealed('+33199001278');
    expect(ref).toBe(sealing().referSealed('+33199001278'));
    expect(await redis.exists(`decroche:party:${ref}`)).toBe(0);
    expect(await store.lookUpSealed(ref)).toBeUndefined();
  });

  it('has no envelope when it is kept in the clear', async () => {
    const ref = await sealing().remember({ number: '+33199001279' });
    expect(await sealing().lookUpSealed(ref)).toBeUndefined();
  });
});

describe('the session store', () => {
  it('finds who holds a cookie, and nobody once it is closed', async () => {
    const store = sessionStore(redis);
    const cookie = await store.open(alice, 60_000);
    expect(await store.find(cookie)).toEqual(alice);
    await store.close(cookie);
    expect(await store.find(cookie)).toBeUndefined();
  });

  it('ends all sessions of an account and no other', async () => {
    const store = sessionStore(redis);
    const first = await store.open(alice, 60_000);
    const second = await store.open(alice, 60_000);
    const other = await store.open(Identity.parse({ ...alice, accountId: 'acc2' }), 60_000);
    await store.closeAll('acc1');
    expect([await store.find(first), await store.find(second)]).toEqual([undefined, undefined]);
    expect(await store.find(other)).toBeDefined();
  });

  it('keeps no usable secret: neither cookie nor token stands in the data', async () => {
    const store = sessionStore(redis);
    const cookie = await store.open(alice, 60_000);
    const token = await store.issueToken('tok1', alice);
    const keys = await redis.keys('*');
    const tokens = await redis.hvals('decroche:tokens');
    expect([...keys, ...tokens].join('\n')).not.toContain(cookie);
    expect(tokens.join('\n')).not.toContain(token.split('.')[1]);
  });

  it('knows a token until it is revoked, and refuses one with another secret', async () => {
    const store = sessionStore(redis);
    const token = await store.issueToken('tok2', alice);
    expect(await store.findToken(token)).toEqual(alice);
    expect(await store.findToken('tok2.wrong')).toBeUndefined();
    expect(await store.findToken('nothing')).toBeUndefined();
    await store.revokeToken('tok2');
    expect(await store.findToken(token)).toBeUndefined();
  });
});

describe('the device credential store', () => {
  it('gives back what proves a phone, until it is removed', async () => {
    const store = deviceCredentialStore(redis);
    const credential = { deviceId: 'poste-12', realm: 'decroche', ha1: 'a'.repeat(32), ha1Sha256: 'b'.repeat(64) };
    await store.put(credential);
    expect(await store.find('poste-12')).toEqual(credential);
    await store.remove('poste-12');
    expect(await store.find('poste-12')).toBeUndefined();
  });
});
