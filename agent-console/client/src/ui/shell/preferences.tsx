import { ActionIcon, Button, Tooltip, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { IconMoon, IconSun } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useConsole } from '../console-context.ts';
import { switchLanguage } from '../i18n.ts';
import classes from './shell.module.css';

/** The mark of the product; its name stands beside it. */
export function Logo({ size = 28 }: { size?: number }) {
  return <img src="/favicon.svg" width={size} height={size} alt="" />;
}

/** French or English; kept in this browser. */
export function LanguageSwitch() {
  const { t, i18n } = useTranslation();
  const { memory } = useConsole();
  const other = i18n.language === 'fr' ? 'en' : 'fr';
  return (
    <Button
      variant="subtle"
      color="gray"
      c="var(--mantine-color-text)"
      size="compact-md"
      lang={other}
      aria-label={`${other.toUpperCase()} – ${t('preferences.language')}`}
      onClick={() => {
        memory.set('language', other);
        switchLanguage(other);
      }}
    >
      <span className={classes.wide}>{other === 'fr' ? 'Français' : 'English'}</span>
      <span className={classes.narrow}>{other.toUpperCase()}</span>
    </Button>
  );
}

/** Light or dark; the system's choice until a person makes one. */
export function ThemeSwitch() {
  const { t } = useTranslation();
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme('light');
  const label = scheme === 'dark' ? t('preferences.light') : t('preferences.dark');
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant="subtle"
        color="gray"
        c="var(--mantine-color-text)"
        aria-label={label}
        onClick={() => setColorScheme(scheme === 'dark' ? 'light' : 'dark')}
      >
        {scheme === 'dark' ? <IconSun size={18} aria-hidden /> : <IconMoon size={18} aria-hidden />}
      </ActionIcon>
    </Tooltip>
  );
}
