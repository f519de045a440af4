import type { MemoryPort, MicrophoneDevice, MicrophonePort } from './ports.ts';

/** The microphones of this machine, and the one the agent chose. */
export interface MicrophoneChoice {
  readonly microphones: readonly MicrophoneDevice[];
  /** Absent = the system's own choice. */
  readonly chosenMicrophone?: string;
}

/** Where the chosen microphone is kept in this browser. */
export const MICROPHONE_KEY = 'microphone';

/** Opens the microphone, lists what there is to choose from, and remembers the choice. */
export function createMicrophoneChoice(
  port: MicrophonePort,
  memory: MemoryPort,
  change: (part: MicrophoneChoice) => void,
) {
  let now: MicrophoneChoice = { microphones: [], chosenMicrophone: memory.get(MICROPHONE_KEY) };
  const set = (part: Partial<MicrophoneChoice>) => {
    now = { ...now, ...part };
    change(now);
  };
  const list = async () => set({ microphones: await port.devices() });
  return {
    atFirst: now,
    list,
    open: async () => {
      const opened = await port.open();
      // Browsers name the devices only once one of them may be heard.
      if (opened.ok) await list();
      return opened;
    },
    choose: async (deviceId: string | undefined) => {
      if (deviceId === undefined) memory.remove(MICROPHONE_KEY);
      else memory.set(MICROPHONE_KEY, deviceId);
      const opened = await port.choose(deviceId);
      set({ chosenMicrophone: deviceId });
      return opened;
    },
  };
}
