import {
  IconAddressBook,
  IconCalendarWeek,
  IconChartBar,
  IconHeadset,
  IconLayoutDashboard,
  IconPhoneCall,
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
    'desk' | 'board' | 'dissuasion' | 'followUps' | 'tickets' | 'directory' | 'planning' | 'reports' | 'admin';
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
  { to: '/reports', label: 'reports', icon: IconChartBar, from: 'supervisor' },
  { to: '/admin', label: 'admin', icon: IconSettings, from: 'admin' },
];

/** Where this person may go. */
export function placesOf({ identity, agent }: SessionView): readonly Place[] {
  return PLACES.filter((place) => includesRole(identity.role, place.from) && (place.to !== '/desk' || agent));
}
