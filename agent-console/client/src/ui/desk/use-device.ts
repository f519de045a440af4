import { useConsole, useStore } from '../console-context.ts';

/** Whether this agent answers in the page; others have a telephone on the desk. */
export function useAnswersInBrowser(): boolean {
  const { session } = useConsole();
  const state = useStore(session.state);
  return 'session' in state && state.session.agent?.device.kind === 'browser';
}
