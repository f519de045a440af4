import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { CallId, LegId } from '@decroche/protocol';
import { Fault } from '@decroche/platform';
import { z } from 'zod';

/** One key, as rtpengine logs it (`dtmf-log-dest`): one JSON a datagram, 1 to 4 ms after the key's end. */
const LoggedKey = z.object({
  callid: CallId,
  source_tag: LegId,
  type: z.literal('DTMF'),
  event: z.coerce.number().int().min(0).max(15),
  duration: z.coerce.number().nonnegative(),
});

const DIGITS = '0123456789*#ABCD';

/** A key was pressed. */
export interface PressedKey {
  readonly callId: CallId;
  readonly legId: LegId;
  readonly digit: string;
  readonly durationMs: number;
}

/** The door at which rtpengine tells keys. */
export interface KeyDoor {
  readonly port: number;
  close(): void;
}

/**
 * Opens it.
 *
 * @throws Fault `portInUse`.
 */
export async function openKeyDoor(
  options: { readonly host: string; readonly port: number },
  onKey: (key: PressedKey) => void,
  onGarbage: () => void,
): Promise<KeyDoor> {
  const socket = createSocket('udp4');
  socket.on('message', (datagram) => {
    const key = read(datagram.toString());
    if (key) onKey(key);
    else onGarbage();
  });
  socket.bind(options.port, options.host);
  await once(socket, 'listening').catch((cause: unknown) => {
    throw new Fault('portInUse', `UDP port ${options.port} for keys is already taken`, { cause, retryable: false });
  });
  return { port: socket.address().port, close: () => socket.close() };
}

function read(text: string): PressedKey | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const parsed = LoggedKey.safeParse(json);
  if (!parsed.success) return undefined;
  const { callid, source_tag, event, duration } = parsed.data;
  return { callId: callid, legId: source_tag, digit: DIGITS.charAt(event), durationMs: Math.round(duration) };
}
