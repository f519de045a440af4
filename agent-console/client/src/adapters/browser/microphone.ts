import type { MicrophonePort, MicrophoneTrouble } from '../../app/ports.ts';

/** The port, and the live stream for the SIP side of main.tsx. */
export interface BrowserMicrophone extends MicrophonePort {
  /** @throws Error when the microphone is not open. */
  stream(): MediaStream;
}

const CONSTRAINTS: MediaStreamConstraints = {
  audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
};

function troubleOf(error: unknown): MicrophoneTrouble {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied';
  if (name === 'NotReadableError' || name === 'AbortError') return 'busy';
  return 'none';
}

/** Loudness from the time-domain samples: root mean square on a scale where speech fills the meter. */
function loudness(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return Math.min(1, Math.sqrt(sum / samples.length) * 6);
}

/** @param context gives the page's AudioContext, created by a gesture. */
export function createMicrophone(context: () => AudioContext): BrowserMicrophone {
  let stream: MediaStream | undefined;
  let analyser: AnalyserNode | undefined;
  let source: MediaStreamAudioSourceNode | undefined;
  let samples = new Float32Array(0);
  let lost: () => void = () => {};

  const close = () => {
    source?.disconnect();
    for (const track of stream?.getTracks() ?? []) {
      track.onended = null;
      track.stop();
    }
    stream = analyser = source = undefined;
  };

  return {
    open: async () => {
      if (!navigator.mediaDevices) return { ok: false, trouble: 'insecureOrigin' };
      if (stream?.active) return { ok: true };
      try {
        stream = await navigator.mediaDevices.getUserMedia(CONSTRAINTS);
      } catch (error) {
        return { ok: false, trouble: troubleOf(error) };
      }
      for (const track of stream.getAudioTracks()) {
        track.onended = () => {
          close();
          lost();
        };
      }
      analyser = context().createAnalyser();
      analyser.fftSize = 1024;
      samples = new Float32Array(analyser.fftSize);
      source = context().createMediaStreamSource(stream);
      source.connect(analyser);
      return { ok: true };
    },
    close,
    level: () => {
      if (!analyser) return 0;
      analyser.getFloatTimeDomainData(samples);
      return loudness(samples);
    },
    label: () => stream?.getAudioTracks()[0]?.label ?? '',
    onLost: (listener) => {
      lost = listener;
    },
    onDevicesChanged: (listener) => navigator.mediaDevices?.addEventListener('devicechange', listener),
    stream: () => {
      if (!stream) throw new Error('the microphone is not open');
      return stream;
    },
  };
}
