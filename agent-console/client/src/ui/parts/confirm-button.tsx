import { Button, Group, Popover, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

interface Props {
  readonly label: string;
  /** What is lost, in one sentence. */
  readonly question: string;
  readonly onConfirm: () => void;
}

/** Something that cannot be undone asks once, beside the button. */
export function ConfirmButton({ label, question, onConfirm }: Props) {
  const { t } = useTranslation();
  const [opened, { toggle, close }] = useDisclosure(false);
  return (
    <Popover opened={opened} onClose={close} position="bottom-end" trapFocus withArrow>
      <Popover.Target>
        <Button
          variant="subtle"
          color="gray"
          c="var(--mantine-color-text)"
          size="compact-md"
          leftSection={<IconTrash size={16} aria-hidden />}
          onClick={toggle}
        >
          {label}
        </Button>
      </Popover.Target>
      <Popover.Dropdown maw={320}>
        <Stack gap="xs">
          <Text size="sm">{question}</Text>
          <Group justify="flex-end" gap="xs">
            <Button size="compact-md" variant="default" onClick={close}>
              {t('common.cancel')}
            </Button>
            <Button
              size="compact-md"
              color="red.9"
              onClick={() => {
                close();
                onConfirm();
              }}
            >
              {t('common.delete')}
            </Button>
          </Group>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
