import '@fontsource-variable/inter/index.css';
import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './ui/global.css';
import i18next from 'i18next';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createHttp } from './adapters/browser/http.ts';
import { createMicrophone } from './adapters/browser/microphone.ts';
import { createAttention, createMemory, createTabLock, createWorld } from './adapters/browser/page.ts';
import { createRecorder } from './adapters/browser/recorder.ts';
import { createSound } from './adapters/browser/sound.ts';
import { createSipPhone } from './adapters/sip/sip-phone.ts';
import { createLive } from './adapters/socket/live.ts';
import { createConsoleApp } from './app/console-app.ts';
import { MICROPHONE_KEY } from './app/microphone-choice.ts';
import { startI18n } from './ui/i18n.ts';
import { callerWords } from './ui/parts/caller-name.tsx';
import { AppRoot } from './ui/shell/app-root.tsx';

const memory = createMemory(localStorage, 'decroche.');
const chosen = memory.get('language') ?? navigator.language.slice(0, 2);
startI18n(chosen === 'en' ? 'en' : 'fr');

const sound = createSound();
const microphone = createMicrophone(sound.context, memory.get(MICROPHONE_KEY));
const app = createConsoleApp(
  {
    http: createHttp(),
    live: createLive('/socket'),
    phone: createSipPhone({
      microphone: microphone.stream,
      playRemote: sound.playRemote,
      webSocketOrigin: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}`,
    }),
    microphone,
    sound,
    recorder: createRecorder(() => memory.get(MICROPHONE_KEY)),
    tabLock: createTabLock('decroche-telephone'),
    attention: createAttention(),
    memory,
    tabMemory: createMemory(sessionStorage, 'decroche.'),
    world: createWorld(),
  },
  {
    offer: (serviceName, caller, kind) => ({
      title: `☎ ${i18next.t(kind === 'callback' ? 'deskDay.callback.title' : 'offer.title')} · ${serviceName}`,
      body: callerWords(caller, i18next.t),
    }),
    covered: () => ({ title: i18next.t('child.curtain.title'), body: i18next.t('child.curtain.waits') }),
  },
);
void app.session.find();

const root = document.getElementById('root');
if (!root) throw new Error('the page has no root');
createRoot(root).render(
  <StrictMode>
    <AppRoot app={app} />
  </StrictMode>,
);
