import { useConsole, useStore } from '../console-context.ts';

/** The account that is signed in; a responder is called the same. */
export function useMyAccountId(): string | undefined {
  const { session } = useConsole();
  const state = useStore(session.state);
  return 'session' in state ? state.session.identity.accountId : undefined;
}
