import { useEffect, useMemo } from 'react';
import type { CallerView } from '@decroche/protocol';
import type { TicketEditor } from '../../app/ticket-editor.ts';
import { useConsole } from '../console-context.ts';

/** The editor of a call's ticket, opened with the call and closed with the page; absent when there is no call. */
export function useTicketEditor(callId: string | undefined): TicketEditor | undefined {
  const app = useConsole();
  const editor = useMemo(() => (callId === undefined ? undefined : app.editTicket({ callId })), [app, callId]);
  useOpenEditor(editor);
  return editor;
}

/** Keeps an editor open while its form is on the screen, and fresh when the server says the tickets changed. */
export function useOpenEditor(editor: TicketEditor | undefined): void {
  const { feeds } = useConsole();
  useEffect(() => {
    if (!editor) return;
    editor.open();
    const stop = feeds.onStale((what) => {
      if (what === 'tickets' || what === 'all') void editor.refresh();
    });
    return () => {
      stop();
      editor.close();
    };
  }, [editor, feeds]);
}

/** A caller the directory knows under one name only is put into the ticket's requester for the agent. */
export function useCallerSuggestion(editor: TicketEditor | undefined, caller: CallerView | undefined): void {
  const [only, ...others] = caller?.candidates ?? [];
  const known = others.length === 0 ? only?.contact : undefined;
  const { name, site } = known ?? {};
  useEffect(() => {
    if (name !== undefined && site !== undefined) editor?.suggest({ requesterName: name, requesterSite: site });
  }, [editor, name, site]);
}
