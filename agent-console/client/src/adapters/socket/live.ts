import type { ClientToServerEvents, ServerToClientEvents } from '@decroche/protocol';
import { io, type Socket } from 'socket.io-client';
import type { LivePort } from '../../app/ports.ts';

/** How long the server has to say whether it will show something. */
const WATCH_DEADLINE_MS = 5000;

/** The live door over socket.io, which reconnects by itself. */
export function createLive(path: string): LivePort {
  let socket: Socket<ServerToClientEvents, ClientToServerEvents> | undefined;
  return {
    open: (listeners) => {
      socket?.disconnect();
      socket = io({ path, transports: ['websocket', 'polling'], reconnectionDelayMax: 3000 });
      socket.on('connect', listeners.connected);
      socket.on('disconnect', (reason) => {
        listeners.disconnected();
        // The server closed it on purpose (it stops, or the session ended): socket.io does not come back by itself.
        if (reason === 'io server disconnect') socket?.connect();
      });
      socket.on('desk', (view) => listeners.view('desk', view));
      socket.on('board', (view) => listeners.view('board', view));
      socket.on('stale', listeners.stale);
      socket.on('notice', listeners.notice);
    },
    close: () => {
      socket?.disconnect();
      socket = undefined;
    },
    watch: async (what) => {
      if (!socket) throw new Error('the live door is not open');
      return socket.timeout(WATCH_DEADLINE_MS).emitWithAck('watch', what);
    },
    unwatch: (what) => socket?.emit('unwatch', what),
    report: (state) => socket?.volatile.emit('softphone', state),
  };
}
