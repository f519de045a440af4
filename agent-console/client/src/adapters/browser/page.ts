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

/** The title of the page, and what stands there instead while the page is veiled. Pages write their titles themselves. */
function createTitle() {
  let veil: string | undefined;
  let underneath = document.title;
  const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  const ownIcon = icon?.getAttribute('href') ?? '';
  const watch = new MutationObserver(() => {
    if (veil === undefined || document.title === veil) return;
    underneath = document.title;
    document.title = veil;
  });
  return {
    read: () => (veil === undefined ? document.title : underneath),
    write: (title: string) => {
      if (veil === undefined) document.title = title;
      else underneath = title;
    },
    veil: (title: string | undefined) => {
      watch.disconnect();
      if (veil === undefined) underneath = document.title;
      veil = title;
      document.title = title ?? underneath;
      // The style sheet shows nothing of a veiled page: at once, before any screen is drawn anew.
      document.documentElement.toggleAttribute('data-veiled', title !== undefined);
      icon?.setAttribute('href', title === undefined ? ownIcon : 'data:,');
      if (title !== undefined) watch.observe(document.head, { childList: true, characterData: true, subtree: true });
    },
  };
}

/** The title says so, and the system too when the page is not in front. */
export function createAttention(): AttentionPort {
  const page = createTitle();
  let notification: Notification | undefined;
  let flashing: ReturnType<typeof setInterval> | undefined;
  let restTitle = page.read();
  const ask = (event: BeforeUnloadEvent) => event.preventDefault();
  const rest = () => {
    notification?.close();
    notification = undefined;
    if (flashing === undefined) return;
    clearInterval(flashing);
    flashing = undefined;
    page.write(restTitle);
  };
  return {
    askPermission: () => {
      if ('Notification' in window && Notification.permission === 'default') void Notification.requestPermission();
    },
    call: (title, body) => {
      rest();
      restTitle = page.read();
      page.write(title);
      flashing = setInterval(() => page.write(page.read() === title ? body : title), 1000);
      if ('Notification' in window && Notification.permission === 'granted' && document.hidden) {
        notification = new Notification(title, { body, tag: 'decroche-offer', requireInteraction: true });
        notification.onclick = () => window.focus();
      }
    },
    rest,
    veil: page.veil,
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
