import {
  IconAddressBook,
  IconCalendarWeek,
  IconChartBar,
  IconDeviceMobile,
  IconHeadset,
  IconLayoutDashboard,
  IconPhoneCall,
  IconPhoneCheck,
  IconSettings,
  IconSpeakerphone,
  IconTicket,
  type Icon,
} from '@tabler/icons-react';
import type { Role, SessionView } from '@decroche/protocol';
import { includesRole } from './session-role.ts';

/** A screen of the main navigation. */
export interface Place {
  readonly to: string;
  /** Its word under `nav` in the dictionaries. */
  readonly label:
    | 'desk'
    | 'board'
    | 'dissuasion'
    | 'followUps'
    | 'tickets'
    | 'directory'
    | 'planning'
    | 'onCall'
    | 'myOnCall'
    | 'reports'
    | 'admin';
  readonly icon: Icon;
  /** Who sees it; the server decides, the page only hides what it would refuse. */
  readonly from: Role;
}

const PLACES: readonly Place[] = [
  { to: '/desk', label: 'desk', icon: IconHeadset, from: 'agent' },
  { to: '/board', label: 'board', icon: IconLayoutDashboard, from: 'supervisor' },
  { to: '/dissuasion', label: 'dissuasion', icon: IconSpeakerphone, from: 'agent' },
  { to: '/follow-ups', label: 'followUps', icon: IconPhoneCall, from: 'agent' },
  { to: '/tickets', label: 'tickets', icon: IconTicket, from: 'agent' },
  { to: '/directory', label: 'directory', icon: IconAddressBook, from: 'agent' },
  { to: '/planning', label: 'planning', icon: IconCalendarWeek, from: 'agent' },
  { to: '/on-call', label: 'onCall', icon: IconPhoneCheck, from: 'agent' },
  { to: '/reports', label: 'reports', icon: IconChartBar, from: 'supervisor' },
  { to: '/admin', label: 'admin', icon: IconSettings, from: 'admin' },
];

/** Where someone who is on call begins. */
export const ON_CALL_HOME = '/me/on-call';

/** All there is for someone who is on call and nothing else. */
const ENGINEERS: readonly Place[] = [{ to: ON_CALL_HOME, label: 'myOnCall', icon: IconDeviceMobile, from: 'engineer' }];

/** Where this person may go. */
export function placesOf({ identity, agent }: SessionView): readonly Place[] {
  if (identity.role === 'engineer') return ENGINEERS;
  return PLACES.filter((place) => includesRole(identity.role, place.from) && (place.to !== '/desk' || agent));
}

/** Whether a page may be opened at all: those who are on call and nothing else have their own page, alerts and their account. */
export function mayOpen({ identity }: SessionView, path: string): boolean {
  return identity.role !== 'engineer' || /^\/(me\/on-call|account|on-call\/alerts\/[^/]+)$/.test(path);
}
