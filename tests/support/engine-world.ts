import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AgentId, Definition, DomainId } from '@decroche/protocol';
import type { ProductOptions } from '../../scripts/launch/options.ts';
import { startProduct, type RunningProduct } from '../../scripts/launch/product.ts';
import { writeTones } from './definitions.ts';
import { openEngineDoor, publishDefinition, type EngineDoor } from './engine-door.ts';
import { namedDaemons } from './named-daemons.ts';

/** The call path alone: daemons, gateway and acd, with a definition published by the test. */
export interface EngineWorld {
  readonly product: RunningProduct;
  readonly door: EngineDoor;
  /** Where callers call. */
  readonly target: { readonly host: string; readonly port: number };
  /** Logs an agent in and makes it ready. */
  ready(agentId: string): Promise<void>;
  /** What every process has said, newest last, for a failed test. */
  readonly lines: readonly string[];
  close(): Promise<void>;
}

/** Starts it on free ports of 127.0.0.1 and a data folder of its own. */
export async function startEngineWorld(
  definition: Definition,
  options: Partial<Pick<ProductOptions, 'environment' | 'nodeFlags'>> = {},
): Promise<EngineWorld> {
  const dataDir = await mkdtemp(join(tmpdir(), 'decroche-world-'));
  const lines: string[] = [];
  const line = (name: string, text: string): void => void lines.push(`${name} ${text}`);
  const product = await startProduct({
    ...{ dataDir, addresses: ['127.0.0.1'], real: namedDaemons(), programs: ['acd', 'sip-gateway'], line },
    say: (name, severity, text) => line(name, `${severity}: ${text}`),
    beforePrograms: async ({ redisUrl }, mediaDir) => {
      await writeTones(mediaDir);
      await publishDefinition(redisUrl, definition);
    },
    ...options,
  });
  const door = await openEngineDoor(product.addresses.redisUrl, definition.domainId as DomainId);
  return {
    ...{ product, door, lines },
    target: { host: product.addresses.sipHost, port: product.addresses.sipPort },
    ready: async (agentId) => {
      await door.ask({ type: 'agent.loginRequested', agentId: agentId as AgentId });
      await door.ask({ type: 'agent.readyRequested', agentId: agentId as AgentId });
    },
    close: async () => {
      await door.close();
      await product.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
