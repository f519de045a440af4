import type { MicrophonePort, MicrophoneTrouble } from '../../app/ports.ts';

/** The port, and the live stream for the SIP side of main.tsx. */
export interface BrowserMicrophone extends MicrophonePort {
  /** @throws Error when the microphone is not open. */
  stream(): MediaStream;
}

/** What is asked of a microphone. The chosen one is a wish: at the start of a shift any microphone is better than none. */
export function microphoneConstraints(deviceId: string | undefined): MediaStreamConstraints {
  return {
    audio: {
      ...{ echoCancellation: true, noiseSuppression: true, autoGainControl: true },
      ...(deviceId !== undefined && { deviceId: { ideal: deviceId } }),
    },
  };
}

/** Why a microphone did not open. */
export function troubleOf(error: unknown): MicrophoneTrouble {
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

/**
 * @param context gives the page's AudioContext, created by a gesture.
 * @param chosen which microphone was chosen before in this browser.
 */
export function createMicrophone(context: () => AudioContext, chosen: string | undefined): BrowserMicrophone {
  let wanted = chosen;
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

  const listen = (to: MediaStream) => {
    stream = to;
    for (const track of to.getAudioTracks()) {
      track.onended = () => {
        close();
        lost();
      };
    }
    analyser = context().createAnalyser();
    analyser.fftSize = 1024;
    samples = new Float32Array(analyser.fftSize);
    source = context().createMediaStreamSource(to);
    source.connect(analyser);
  };
  /** The new one first, then the old one goes: a refusal leaves the agent with the voice they had. */
  const take = async (): ReturnType<MicrophonePort['open']> => {
    if (!navigator.mediaDevices) return { ok: false, trouble: 'insecureOrigin' };
    try {
      const fresh = await navigator.mediaDevices.getUserMedia(microphoneConstraints(wanted));
      close();
      listen(fresh);
      return { ok: true };
    } catch (error) {
      return { ok: false, trouble: troubleOf(error) };
    }
  };

  return {
    open: async () => (stream?.active ? { ok: true } : take()),
    close,
    devices: async () => {
      const all = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
      return all
        .filter(({ kind, deviceId }) => kind === 'audioinput' && deviceId !== '')
        .map(({ deviceId, label }) => ({ deviceId, label }));
    },
    choose: async (deviceId) => {
      wanted = deviceId;
      return stream?.active ? take() : { ok: true };
    },
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
