import { RtpEndpoint } from './rtp.ts';
import { SipPhone, type PhoneCall } from './sip-phone.ts';

/** A telephone of the public network that has been rung and may answer. */
export interface RungTelephone {
  readonly call: PhoneCall;
  readonly sound: RtpEndpoint;
  /** Picks up, as a person or a voicemail does. */
  answer(): Promise<void>;
  hangUp(): void;
}

/** What a carrier's trunk leads to: each number a telephone that sings a tone of its own. */
export class PublicNetwork {
  readonly #sip: SipPhone;
  readonly #sounds: RtpEndpoint[] = [];

  private constructor(sip: SipPhone) {
    this.#sip = sip;
  }

  /** The carrier's side of a trunk, at a port of 127.0.0.1. */
  static async open(server: number, port: number): Promise<PublicNetwork> {
    return new PublicNetwork(await SipPhone.open(server, port));
  }

  /** The next call to a number, ringing already. */
  async rung(number: string, { hz, withinMs = 15_000 }: { hz: number; withinMs?: number }): Promise<RungTelephone> {
    const call = await this.#sip.rung(withinMs, ({ request }) => request.start.startsWith(`INVITE sip:${number}@`));
    const sound = await RtpEndpoint.open();
    this.#sounds.push(sound);
    sound.sing(hz);
    call.reply(180);
    return {
      ...{ call, sound },
      answer: async () => {
        sound.connect(call.request.body);
        call.reply(200, sound.sdp());
        await call.received('ACK');
      },
      hangUp: () => call.bye(),
    };
  }

  /** Whether nobody has rung a number within a time. */
  async silent(number: string, forMs: number): Promise<void> {
    const rang = await this.#sip
      .rung(forMs, ({ request }) => request.start.startsWith(`INVITE sip:${number}@`))
      .catch(() => undefined);
    if (rang) throw new Error(`${number} was rung`);
  }

  async close(): Promise<void> {
    this.#sip.close();
    await Promise.all(this.#sounds.map((sound) => sound.close()));
  }
}
