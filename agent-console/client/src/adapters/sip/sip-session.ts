import { SessionState, Web, type Invitation, type SessionDescriptionHandler } from 'sip.js';
import type { PhoneSignal } from '../../app/ports.ts';
import type { Invite, Media } from '../../core/phone.ts';

/** What one call needs of the line it came through. */
export interface SipSessionContext {
  readonly tell: (signal: PhoneSignal) => void;
  readonly playRemote: (stream: MediaStream | undefined) => void;
  readonly iceGatheringMs: number;
  readonly ended: () => void;
}

/** One incoming call of this page. */
export interface SipSession {
  readonly invite: Invite;
  accept(): void;
  refuseBusy(): void;
  hangUp(): void;
  setMuted(muted: boolean): void;
  restartIce(): void;
  sendDigit(digit: string): void;
  replaceMicrophone(stream: MediaStream): void;
}

/** What `RTCPeerConnection.connectionState` means to the person talking. */
const MEDIA_OF: Partial<Record<RTCPeerConnectionState, Media>> = {
  connected: 'flowing',
  disconnected: 'unstable',
  failed: 'interrupted',
};

/** Each call gets clones: sip.js stops its tracks at the end, the microphone itself stays open. */
export function sessionDescriptions(microphone: () => MediaStream) {
  return Web.defaultSessionDescriptionHandlerFactory(() => Promise.resolve(microphone().clone()));
}

function isWeb(handler: SessionDescriptionHandler | undefined): handler is Web.SessionDescriptionHandler {
  return handler instanceof Web.SessionDescriptionHandler;
}

/** Wraps one Invitation. Hold and transfer are the acd's; a re-INVITE from its side is answered by sip.js. */
export function createSipSession(sessionId: string, invitation: Invitation, context: SipSessionContext): SipSession {
  const { tell } = context;
  const offerId = invitation.request.getHeader('X-Decroche-Offer');
  const callId = invitation.request.getHeader('X-Decroche-Call');
  const media = { constraints: { audio: true, video: false }, iceGatheringTimeout: context.iceGatheringMs };
  const handler = () => {
    const web = invitation.sessionDescriptionHandler;
    return isWeb(web) ? web : undefined;
  };
  const senders = () => handler()?.peerConnection?.getSenders() ?? [];
  const warn = (what: string) => (error: unknown) => console.warn(`${what} did not work`, error);

  let heard = false;
  /** Only what this call made heard: by the time its goodbye has timed out, another call may be at the loudspeaker. */
  const fallSilent = () => {
    if (heard) context.playRemote(undefined);
    heard = false;
  };
  invitation.stateChange.addListener((state) => {
    if (state === SessionState.Established) {
      heard = true;
      context.playRemote(handler()?.remoteMediaStream);
      tell({ type: 'established', sessionId });
      tellMedia();
    }
    if (state === SessionState.Terminated) {
      fallSilent();
      context.ended();
      tell({ type: 'ended', sessionId });
    }
  });
  const tellMedia = () => {
    const now = MEDIA_OF[handler()?.peerConnection?.connectionState ?? 'new'];
    if (now) tell({ type: 'mediaChanged', sessionId, media: now });
  };
  invitation.delegate = {
    onSessionDescriptionHandler: () => handler()?.peerConnection?.addEventListener('connectionstatechange', tellMedia),
  };

  return {
    invite: { sessionId, ...(offerId && { offerId }), ...(callId && { callId }) },
    accept: () => {
      invitation.accept({ sessionDescriptionHandlerOptions: media }).catch((error: unknown) => {
        const gone = invitation.state === SessionState.Terminated || invitation.state === SessionState.Terminating;
        console.warn('the call could not be taken', error);
        tell({ type: 'answerFailed', sessionId, why: gone ? 'gone' : 'media' });
      });
    },
    refuseBusy: () => void invitation.reject({ statusCode: 486 }).catch(warn('refusing')),
    hangUp: () => {
      fallSilent();
      for (const { track } of senders()) if (track) track.enabled = false;
      const established = invitation.state === SessionState.Established;
      (established ? invitation.bye() : invitation.reject()).catch(warn('hanging up'));
    },
    setMuted: (muted) => {
      for (const { track } of senders()) if (track) track.enabled = !muted;
    },
    restartIce: () => {
      invitation
        .invite({ sessionDescriptionHandlerOptions: { ...media, offerOptions: { iceRestart: true } } as object })
        .catch(warn('restarting ICE'));
    },
    sendDigit: (digit) => {
      if (handler()?.sendDtmf(digit)) return;
      const body = {
        contentDisposition: 'render',
        contentType: 'application/dtmf-relay',
        content: `Signal=${digit}\r\nDuration=160`,
      };
      invitation.info({ requestOptions: { body } }).catch(warn('sending a key'));
    },
    replaceMicrophone: (stream) => {
      const [track] = stream.clone().getAudioTracks();
      if (!track) return;
      for (const sender of senders()) {
        track.enabled = sender.track?.enabled ?? true;
        sender.replaceTrack(track).catch(warn('changing the microphone'));
      }
    },
  };
}
