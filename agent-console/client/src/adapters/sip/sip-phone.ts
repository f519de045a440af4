import type { SoftphoneCredential } from '@decroche/protocol';
import { Registerer, RegistererState, RequestPendingError, UserAgent, type Invitation } from 'sip.js';
import type { PhonePort, PhoneSignal } from '../../app/ports.ts';
import { createSipSession, sessionDescriptions, type SipSession } from './sip-session.ts';

/** What the SIP side needs of the browser. */
export interface SipPhoneOptions {
  /** The open microphone; its tracks are cloned for each call. @throws Error when it is not open. */
  readonly microphone: () => MediaStream;
  readonly playRemote: (stream: MediaStream | undefined) => void;
  /** `wss://host` of the page. */
  readonly webSocketOrigin: string;
}

/** Seconds a registration lasts; refreshed at half of it, so a dead page is noticed within a minute (pains 16). */
const REGISTRATION_EXPIRES_S = 60;
const KEEP_ALIVE_S = 15;
/** With no ICE server there is nothing to wait for; half a second covers a slow interface list. */
const ICE_GATHERING_MS = 500;

/** One registration: its user agent and registerer, kept over reconnections so that a conversation survives them. */
interface Line {
  readonly agent: UserAgent;
  registerer: Registerer;
}

/** The telephone over sip.js (RFC 3261 and 7118). It tells what happens; the phone machine decides. */
export function createSipPhone(options: SipPhoneOptions): PhonePort {
  let tell: (signal: PhoneSignal) => void = () => {};
  let line: Line | undefined;
  let counter = 0;
  const sessions = new Map<string, SipSession>();

  const onInvite = (invitation: Invitation) => {
    counter += 1;
    const sessionId = `sip-${counter}`;
    const session = createSipSession(sessionId, invitation, {
      tell,
      playRemote: options.playRemote,
      iceGatheringMs: ICE_GATHERING_MS,
      ended: () => sessions.delete(sessionId),
    });
    sessions.set(sessionId, session);
    tell({ type: 'invited', invite: session.invite });
  };

  const createLine = (credential: SoftphoneCredential): Line => {
    const uri = UserAgent.makeURI(credential.uri);
    if (!uri) throw new Error(`not a SIP address: ${credential.uri}`);
    const agent = new UserAgent({
      uri,
      authorizationUsername: credential.authorizationUsername,
      authorizationPassword: credential.password,
      transportOptions: { server: options.webSocketOrigin + credential.server, keepAliveInterval: KEEP_ALIVE_S },
      sessionDescriptionHandlerFactory: sessionDescriptions(options.microphone),
      sessionDescriptionHandlerFactoryOptions: {
        iceGatheringTimeout: ICE_GATHERING_MS,
        peerConnectionConfiguration: { iceServers: credential.iceServers },
      },
      delegate: { onInvite, onDisconnect: (error) => error && tell({ type: 'connectionLost' }) },
      logBuiltinEnabled: false,
      userAgentString: 'Decroche',
    });
    return { agent, registerer: createRegisterer(agent) };
  };

  const createRegisterer = (agent: UserAgent): Registerer => {
    const registerer = new Registerer(agent, { expires: REGISTRATION_EXPIRES_S, refreshFrequency: 50 });
    registerer.stateChange.addListener((state) => {
      if (line?.registerer !== registerer) return;
      if (state === RegistererState.Registered) tell({ type: 'registered' });
      // A refresh that failed; a first registration that is refused is told by its own answer.
      if (state === RegistererState.Unregistered) tell({ type: 'connectionLost' });
    });
    return registerer;
  };

  const register = async ({ agent, registerer }: Line) => {
    if (!agent.isConnected()) await (agent.state === 'Started' ? agent.reconnect() : agent.start());
    const already = registerer.state === RegistererState.Registered;
    await registerer.register({
      requestDelegate: {
        onAccept: () => already && tell({ type: 'registered' }),
        onReject: ({ message }) => {
          const { statusCode = 0, reasonPhrase = '' } = message;
          const final = statusCode === 401 || statusCode === 403 || statusCode === 404;
          tell(
            final ? { type: 'registrationRefused', why: `${statusCode} ${reasonPhrase}` } : { type: 'connectionLost' },
          );
        },
      },
    });
  };

  const renew = (credential: SoftphoneCredential) => {
    if (!line) return;
    line.agent.configuration.authorizationUsername = credential.authorizationUsername;
    line.agent.configuration.authorizationPassword = credential.password;
  };

  const disconnect = () => {
    const leaving = line;
    line = undefined;
    if (!leaving) return;
    const stop = () => leaving.agent.stop();
    // Unregister first, so that the registrar knows at once; a dead connection is simply closed.
    leaving.registerer
      .unregister()
      .then(stop, stop)
      .catch((error: unknown) => console.warn('sip stop', error));
  };

  const withSession = (sessionId: string, act: (session: SipSession) => void) => {
    const session = sessions.get(sessionId);
    if (session) act(session);
  };

  return {
    onSignal: (listener) => {
      tell = listener;
    },
    connect: (credential) => {
      if (line) renew(credential);
      line ??= createLine(credential);
      const opening = line;
      register(opening).catch((error: unknown) => {
        // The REGISTER before it went down with its connection and would be waited for during 32 s (Timer F): begin anew.
        if (error instanceof RequestPendingError) opening.registerer = createRegisterer(opening.agent);
        console.warn('the telephone line did not open', error);
        tell({ type: 'connectionLost' });
      });
    },
    renew,
    disconnect,
    accept: (sessionId) => withSession(sessionId, (session) => session.accept()),
    refuseBusy: (sessionId) => withSession(sessionId, (session) => session.refuseBusy()),
    hangUp: (sessionId) => withSession(sessionId, (session) => session.hangUp()),
    setMuted: (sessionId, muted) => withSession(sessionId, (session) => session.setMuted(muted)),
    restartIce: (sessionId) => withSession(sessionId, (session) => session.restartIce()),
    sendDigit: (sessionId, digit) => withSession(sessionId, (session) => session.sendDigit(digit)),
    microphoneChanged: () => {
      for (const session of sessions.values()) session.replaceMicrophone(options.microphone());
    },
  };
}
