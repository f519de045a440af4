import { Kbd, Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useConsole, useStore } from '../console-context.ts';
import { Dialog } from '../parts/dialog.tsx';
import { KEY_CAPS } from './curtain.tsx';

const SHORTCUTS = [
  { keys: ['Entrée', 'F8'], what: 'answer' },
  { keys: ['Échap'], what: 'decline' },
  { keys: ['M'], what: 'mute' },
  { keys: ['H'], what: 'hold' },
  { keys: ['T'], what: 'transfer' },
  { keys: ['K'], what: 'keypad' },
  { keys: ['Maj + R'], what: 'hangUp' },
  { keys: ['E'], what: 'handOver' },
  { keys: ['Ctrl + Maj + 1…9'], what: 'question' },
  { keys: ['O'], what: 'subject' },
  { keys: ['Ctrl + Entrée'], what: 'resolve' },
  { keys: ['Ctrl + S'], what: 'consign' },
  { keys: ['P'], what: 'ready' },
  { keys: ['?'], what: 'help' },
] as const;

interface Shortcut {
  readonly keys: readonly string[];
  readonly what: (typeof SHORTCUTS)[number]['what'] | 'hide';
}

/** Every action has a key; here they are. */
export function ShortcutHelp({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const { curtain } = useConsole();
  const rows: readonly Shortcut[] = [...SHORTCUTS, { keys: [KEY_CAPS[useStore(curtain.key)]], what: 'hide' }];
  return (
    <Dialog opened={opened} onClose={onClose} title={t('shortcuts.title')}>
      <Table>
        <Table.Tbody>
          {rows.map(({ keys, what }) => (
            <Table.Tr key={what}>
              <Table.Td w={190}>
                {keys.map((key) => (
                  <Kbd key={key} mr={6}>
                    {key}
                  </Kbd>
                ))}
              </Table.Td>
              <Table.Td>{t(`shortcuts.${what}`)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Dialog>
  );
}
