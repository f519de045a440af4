import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { EarPort } from '../../app/ports.ts';
import type { Law } from '../../core/sdp.ts';
import { shareOfTone } from '../../core/tone.ts';
import { decode, readRtp, SAMPLE_RATE } from '../../core/voicemail.ts';
import { sdpOf } from './media.ts';

const lawOf: Readonly<Record<number, Law>> = { 8: 'A', 0: 'mu' };
/** What must sound without a break to count as heard: a click or a word has the tone for less. */
const WINDOW = SAMPLE_RATE / 5;
/** A network may compress or mix a little noise into it. */
const ENOUGH = 0.6;

/** Listens with a socket of ours as the other side of a call. */
export const toneEar: EarPort = {
  async open(hz) {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    const recent: number[] = [];
    const heard = new Promise<void>((resolve) => {
      socket.on('message', (datagram) => {
        const packet = readRtp(datagram);
        const law = packet && lawOf[packet.payloadType];
        if (!packet || !law) return;
        recent.push(...decode(packet.payload, law));
        recent.splice(0, Math.max(0, recent.length - WINDOW));
        if (recent.length === WINDOW && shareOfTone(recent, hz, SAMPLE_RATE) > ENOUGH) resolve();
      });
    });
    return { sdp: sdpOf(socket.address().port, 'a=sendrecv'), heard, close: () => socket.close() };
  },
};
