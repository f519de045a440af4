import { parseArgs } from 'node:util';
import { parseConfig } from '@decroche/platform';
import { startDrachtio } from '../embedded/drachtio/start.ts';
import { CallRefused, Phones, type Conversation } from '../embedded/robots/phone.ts';
import { speak, writeWav } from '../embedded/robots/speech.ts';
import { dataFolders } from './launch/arguments.ts';
import { internalPort } from './launch/ports.ts';
import { whoRuns } from './launch/running-file.ts';
import { Settings } from './launch/settings.ts';

const USAGE = `npm run call -- <number or SIP address> [--say "…"] [--from number] [--for seconds] [--save file.wav]
  npm run call -- 8008
  npm run call -- sip:8008@192.0.2.10:5060 --say "Bonjour, mon écran est noir." --for 20`;

const since = performance.now();
const say = (text: string): void => {
  process.stdout.write(`${((performance.now() - since) / 1000).toFixed(2).padStart(7)} s  ${text}\n`);
};

/** Where a number of this machine is called: what the running product wrote about itself, or the usual port. */
async function addressOf(target: string): Promise<string> {
  if (/^sips?:/.test(target)) return target;
  const settings = parseConfig(Settings, process.env);
  const all = await Promise.all((await dataFolders(settings.DATA_DIR)).map(whoRuns));
  const running = all.find((each) => each !== undefined);
  if (running === undefined) say('no product of ours runs on this machine; trying port 5060 all the same');
  return `sip:${target}@${running?.sipHost ?? '127.0.0.1'}:${running?.sipPort ?? settings.SIP_PORT}`;
}

/** Says when sound begins and ends, so that the terminal shows what an ear would hear. */
function listen(call: Conversation): NodeJS.Timeout {
  let heard = 0;
  let loud = false;
  return setInterval(() => {
    const fresh = call.line.heard.subarray(heard);
    heard += fresh.length;
    const now = fresh.some((sample) => Math.abs(sample) > 500);
    if (now !== loud) say(now ? 'sound' : 'silence');
    loud = now;
  }, 500);
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      say: { type: 'string', default: 'Bonjour, ceci est un appel d’essai. Mon poste ne se connecte plus au réseau.' },
      from: { type: 'string', default: '+33639980001' },
      for: { type: 'string', default: '60' },
      save: { type: 'string', default: 'call.wav' },
    },
  });
  const [target] = positionals;
  const seconds = Number(values.for);
  if (target === undefined || positionals.length > 1 || !(seconds > 0)) {
    process.stderr.write(`${USAGE}\n`);
    return 2;
  }
  const uri = await addressOf(target);
  const host = /@([^:;>]+)/.exec(uri)?.[1] ?? '127.0.0.1';
  const address = host.startsWith('127.') ? '127.0.0.1' : '0.0.0.0';
  const stack = await startDrachtio({ contacts: [`sip:${address}:${await internalPort()};transport=udp,tcp`] });
  const mediaAddress = await sourceTowards(host);
  const phones = new Phones({ host: '127.0.0.1', port: stack.controlPort, secret: stack.secret, mediaAddress });
  try {
    await phones.connect();
    say(`calling ${uri} from ${values.from}`);
    const call = await phones.call(uri, values.from, (status, reason) => say(`${status} ${reason}`));
    say('200 OK: answered');
    const ears = listen(call);
    const leave = setTimeout(() => void call.hangUp(), seconds * 1000);
    process.once('SIGINT', () => void call.hangUp());
    await call.line.say(await speak(values.say, { variant: 'f2', speed: 150 }));
    say('said the sentence; Ctrl-C hangs up');
    const by = await call.ended;
    clearInterval(ears);
    clearTimeout(leave);
    await writeWav(values.save, call.line.heard);
    say(`${by === 'us' ? 'we hung up' : 'the other side hung up'}; what was heard is in ${values.save}`);
    return 0;
  } catch (error) {
    if (!(error instanceof CallRefused)) throw error;
    say(`refused: ${error.message}`);
    return 1;
  } finally {
    phones.disconnect();
    await stack.stop();
  }
}

/** The address of ours that a host is reached from. */
async function sourceTowards(host: string): Promise<string> {
  const { createSocket } = await import('node:dgram');
  const socket = createSocket('udp4');
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.connect(5060, host, () => resolve());
  });
  const { address } = socket.address();
  socket.close();
  return address;
}

process.exitCode = await main();
