import type { AttentionPort, MemoryPort, TabLockPort, WorldPort } from '../../app/ports.ts';

/** Web Locks: the browser itself frees the telephone when its tab dies. */
export function createTabLock(name: string): TabLockPort {
  let release: (() => void) | undefined;
  return {
    acquire: (how, lost) =>
      new Promise((resolve) => {
        if (release) return resolve(true);
        const options = how === 'take' ? { steal: true } : { ifAvailable: true };
        navigator.locks
          .request(name, options, (lock) => {
            resolve(lock !== null);
            if (!lock) return;
            return new Promise<void>((free) => {
              release = free;
            });
          })
          .catch((error: unknown) => {
            if (!(error instanceof DOMException) || error.name !== 'AbortError') throw error;
            release = undefined;
            lost();
          });
      }),
    release: () => {
      release?.();
      release = undefined;
    },
  };
}

/** The title says so, and the system too when the page is not in front. */
export function createAttention(): AttentionPort {
  let notification: Notification | undefined;
  let flashing: ReturnType<typeof setInterval> | undefined;
  let restTitle = document.title;
  const ask = (event: BeforeUnloadEvent) => event.preventDefault();
  const rest = () => {
    notification?.close();
    notification = undefined;
    if (flashing === undefined) return;
    clearInterval(flashing);
    flashing = undefined;
    document.title = restTitle;
  };
  return {
    askPermission: () => {
      if ('Notification' in window && Notification.permission === 'default') void Notification.requestPermission();
    },
    call: (title, body) => {
      rest();
      restTitle = document.title;
      document.title = title;
      flashing = setInterval(() => {
        document.title = document.title === title ? body : title;
      }, 1000);
      if ('Notification' in window && Notification.permission === 'granted' && document.hidden) {
        notification = new Notification(title, { body, tag: 'decroche-offer', requireInteraction: true });
        notification.onclick = () => window.focus();
      }
    },
    rest,
    guardLeaving: (on) => {
      if (on) window.addEventListener('beforeunload', ask);
      else window.removeEventListener('beforeunload', ask);
    },
  };
}

/** What this browser keeps, under a prefix of its own. */
export function createMemory(storage: Storage, prefix: string): MemoryPort {
  return {
    get: (key) => storage.getItem(prefix + key) ?? undefined,
    set: (key, value) => {
      try {
        storage.setItem(prefix + key, value);
      } catch (error) {
        // Full or forbidden (private browsing): the page goes on, it only remembers less.
        console.warn('nothing can be kept in this browser', error);
      }
    },
    remove: (key) => storage.removeItem(prefix + key),
  };
}

/** The machine's clock, and the moments when the network or the page comes back. */
export function createWorld(): WorldPort {
  return {
    now: () => Date.now(),
    onReturn: (listener) => {
      window.addEventListener('online', listener);
      document.addEventListener('visibilitychange', () => {
        if (!document.hidden) listener();
      });
    },
  };
}
