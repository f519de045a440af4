import type { SoundPort } from '../../app/ports.ts';

/** The port, with the page's only AudioContext and loudspeaker. */
export interface BrowserSound extends SoundPort {
  context(): AudioContext;
  /** Makes the far end heard; undefined = silence. */
  playRemote(stream: MediaStream | undefined): void;
}

/** One turn of the ring: two soft double notes, then a pause. Seconds. */
const TURN_S = 3;
const NOTES = [
  { at: 0, hz: 587.33 },
  { at: 0.16, hz: 880 },
  { at: 0.55, hz: 587.33 },
  { at: 0.71, hz: 880 },
];
const DECAY_S = 0.32;

/** The ring is made, not shipped: no file to load, and it loops without a timer (background tabs slow timers down). */
function makeRing(context: AudioContext): AudioBuffer {
  const rate = context.sampleRate;
  const buffer = context.createBuffer(1, TURN_S * rate, rate);
  const data = buffer.getChannelData(0);
  for (const { at, hz } of NOTES) {
    const first = Math.round(at * rate);
    for (let i = 0; first + i < data.length; i += 1) {
      const t = i / rate;
      const envelope = Math.min(1, t / 0.008) * Math.exp(-t / DECAY_S);
      const wave = Math.sin(2 * Math.PI * hz * t) + 0.35 * Math.sin(4 * Math.PI * hz * t);
      data[first + i] = (data[first + i] ?? 0) + 0.22 * envelope * wave;
    }
  }
  return buffer;
}

/** What the page makes heard: the ring and the far end. */
export function createSound(): BrowserSound {
  let context: AudioContext | undefined;
  let ringing: AudioBufferSourceNode | undefined;
  const speaker = new Audio();
  speaker.autoplay = true;

  const getContext = () => (context ??= new AudioContext());
  const startRing = (loop: boolean): AudioBufferSourceNode => {
    const node = getContext().createBufferSource();
    node.buffer = makeRing(getContext());
    node.loop = loop;
    node.connect(getContext().destination);
    node.start();
    return node;
  };

  return {
    context: getContext,
    unlock: async () => {
      // Without a gesture `resume` waits for ever in some browsers: look at the state instead of waiting for it.
      void getContext().resume();
      await Promise.resolve();
      if (getContext().state === 'running') return true;
      return new Promise((resolve) => {
        const settle = () => resolve(getContext().state === 'running');
        getContext().addEventListener('statechange', settle, { once: true });
        setTimeout(settle, 1000);
      });
    },
    ring: (on) => {
      if (on && !ringing) ringing = startRing(true);
      if (!on && ringing) {
        ringing.stop();
        ringing = undefined;
      }
    },
    testRing: () => void startRing(false),
    playRemote: (stream) => {
      speaker.srcObject = stream ?? null;
      if (stream) speaker.play().catch((error: unknown) => console.error('the far end can not be heard', error));
    },
  };
}
