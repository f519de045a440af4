import { afterAll } from 'vitest';
import { signIn, startGround, type Client, type Ground } from './support.ts';

/** The ground with one person of each role before their page. */
interface OpenConsole {
  readonly ground: Ground;
  readonly agent: Client;
  readonly supervisor: Client;
  readonly admin: Client;
}

/**
 * How nearly every file of these tests begins: everything is started, one person of each role has signed in, and all of it
 * is stopped behind the last test. To be awaited outside every hook.
 */
export async function openConsole(more: Readonly<Record<string, string>> = {}): Promise<OpenConsole> {
  const ground = await startGround(more);
  try {
    const [agent, supervisor, admin] = await Promise.all([
      signIn(ground, 'agent1'),
      signIn(ground, 'supervisor'),
      signIn(ground, 'admin'),
    ]);
    afterAll(() => ground.stop());
    return { ground, agent, supervisor, admin };
  } catch (error) {
    await ground.stop();
    throw error;
  }
}
