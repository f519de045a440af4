import type { RecorderPort, SoundTake } from '../../app/ports.ts';
import { isSilent, mono, wavOf } from '../../core/wav.ts';
import { microphoneConstraints, troubleOf } from './microphone.ts';

/** What prompts are played at; the decoder converts. */
const RATE = 48_000;

async function read(sound: Blob): Promise<SoundTake | undefined> {
  const context = new OfflineAudioContext(1, 1, RATE);
  let decoded: AudioBuffer;
  try {
    decoded = await context.decodeAudioData(await sound.arrayBuffer());
  } catch (error) {
    console.warn('not a sound', error);
    return undefined;
  }
  const samples = mono(Array.from({ length: decoded.numberOfChannels }, (_, i) => decoded.getChannelData(i)));
  return {
    wav: new Blob([wavOf(samples, decoded.sampleRate)], { type: 'audio/wav' }),
    durationMs: Math.round(decoded.duration * 1000),
    silent: isSilent(samples),
  };
}

/** Takes a voice with the browser's own recorder and gives it as WAV, so that the server needs no codec. */
export function createRecorder(deviceId: () => string | undefined): RecorderPort {
  let recorder: MediaRecorder | undefined;
  let chunks: Blob[] = [];
  const release = () => {
    for (const track of recorder?.stream.getTracks() ?? []) track.stop();
    recorder = undefined;
  };
  return {
    read,
    start: async () => {
      if (!navigator.mediaDevices) return { ok: false, trouble: 'insecureOrigin' };
      release();
      try {
        const stream = await navigator.mediaDevices.getUserMedia(microphoneConstraints(deviceId()));
        recorder = new MediaRecorder(stream);
      } catch (error) {
        return { ok: false, trouble: troubleOf(error) };
      }
      chunks = [];
      recorder.ondataavailable = ({ data }) => chunks.push(data);
      recorder.start();
      return { ok: true };
    },
    stop: () =>
      new Promise((resolve) => {
        const running = recorder;
        if (!running || running.state === 'inactive') return resolve(undefined);
        running.onstop = () => {
          release();
          void read(new Blob(chunks, { type: running.mimeType })).then(resolve);
        };
        running.stop();
      }),
  };
}
