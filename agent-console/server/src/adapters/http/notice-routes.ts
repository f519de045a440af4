import { route, type Route } from '@decroche/platform/http';
import { NoticeChoice, type Identity } from '@decroche/protocol';
import { missing, type ConsoleParts } from './parts.ts';

const tag = 'session';

/** What I want to be told of by mail. */
export function noticeRoutes({ accounts, audit }: ConsoleParts): Route[] {
  const choiceOf = async (identity: Identity): Promise<NoticeChoice> => {
    const account = await accounts.find(identity.accountId);
    if (!account) throw missing('account');
    return { email: account.email ?? '', notices: account.notices ?? [] };
  };
  const path = '/api/session/notices';
  const refusals = { 404: 'a token has no mailbox' } as const;
  return [
    route({
      ...{ path, tag, refusals },
      method: 'get',
      access: 'signedIn',
      summary: 'Where my notices go, and of what',
      result: NoticeChoice,
      handle: ({ identity }) => choiceOf(identity),
    }),
    route({
      ...{ path, tag, refusals },
      method: 'put',
      access: 'signedIn',
      summary: 'Choose where my notices go, and of what; supervisors are told of publications whatever they choose',
      body: NoticeChoice,
      result: NoticeChoice,
      async handle({ body, identity, address }) {
        if (!(await accounts.chooseNotices(identity.accountId, body))) throw missing('account');
        const detail = body.notices.join(', ');
        await audit.note({ identity, address, action: 'notices.chosen', target: identity.login, detail });
        return choiceOf(identity);
      },
    }),
  ];
}
