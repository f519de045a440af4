import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

/** Petrol: calm for eight hours, 7:1 on white from shade 7. */
const petrol: MantineColorsTuple = [
  '#e8f6f6',
  '#d3eaea',
  '#a6d5d5',
  '#74bfc0',
  '#4aabae',
  '#2f9da1',
  '#1c8187',
  '#0f6a72',
  '#0f5c66',
  '#08454d',
];

/** Greys with a hint of the same blue, so that surfaces belong together. */
const slate: MantineColorsTuple = [
  '#d6dbe0',
  '#c0c7ce',
  '#a3acb6',
  '#6b7681',
  '#414b55',
  '#343d46',
  '#262e36',
  '#1b2228',
  '#141a1f',
  '#0e1317',
];

/** The one place where the look is decided. */
export const theme = createTheme({
  primaryColor: 'petrol',
  primaryShade: { light: 7, dark: 6 },
  colors: { petrol, dark: slate },
  fontFamily: '"Inter Variable", system-ui, sans-serif',
  headings: { fontFamily: '"Inter Variable", system-ui, sans-serif', fontWeight: '650' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  autoContrast: true,
  respectReducedMotion: true,
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  components: {
    Alert: { styles: { title: { color: 'var(--mantine-color-text)' } } },
    Notification: { styles: { description: { color: 'var(--mantine-color-dimmed)' } } },
    Tooltip: { defaultProps: { withArrow: true, openDelay: 300 } },
    Modal: {
      defaultProps: { centered: true, radius: 'lg' },
      styles: {
        content: { background: 'var(--surface)' },
        header: { background: 'var(--surface)' },
        title: { fontWeight: 650 },
      },
    },
    Drawer: {
      styles: {
        content: { background: 'var(--surface)' },
        header: { background: 'var(--surface)' },
        title: { fontWeight: 650 },
      },
    },
    // A dialog's header is not the page's banner.
    ModalHeader: { defaultProps: { role: 'presentation' } },
    DrawerHeader: { defaultProps: { role: 'presentation' } },
    Paper: { defaultProps: { withBorder: true, radius: 'lg' } },
    Table: { defaultProps: { verticalSpacing: 6, horizontalSpacing: 'sm' } },
    ScrollArea: { defaultProps: { type: 'auto' } },
  },
});

/** Text colours that reach 4.5:1 on every surface (WCAG 1.4.3), and the tones of the states. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#f4f6f7',
    '--mantine-color-dimmed': '#55606a',
    '--mantine-color-placeholder': '#6a747d',
    '--mantine-color-error': '#b42323',
    '--surface': '#ffffff',
    '--surface-sunken': '#eceff1',
    '--hairline': '#dbe1e5',
    '--tone-good': '#1b7f4b',
    '--tone-busy': '#1c64b8',
    '--tone-after': '#7047b8',
    '--tone-warn': '#b06a00',
    '--tone-bad': '#c02b2b',
    '--tone-off': '#6a747d',
    '--wash-good': '#e3f5ea',
    '--wash-busy': '#e6f0fb',
    '--wash-after': '#f0eafa',
    '--wash-warn': '#fdf1dc',
    '--wash-bad': '#fdeaea',
    '--wash-off': '#eef1f3',
  },
  dark: {
    '--mantine-color-body': '#12171b',
    '--mantine-color-dimmed': '#a3acb6',
    '--mantine-color-placeholder': '#929ca6',
    '--mantine-color-error': '#ff8f8f',
    '--surface': '#1b2228',
    '--surface-sunken': '#141a1f',
    '--hairline': '#313a43',
    '--tone-good': '#4fc78a',
    '--tone-busy': '#6fb0f5',
    '--tone-after': '#b795f0',
    '--tone-warn': '#f0b050',
    '--tone-bad': '#ff8080',
    '--tone-off': '#929ca6',
    '--wash-good': '#16301f',
    '--wash-busy': '#15283d',
    '--wash-after': '#291f3d',
    '--wash-warn': '#352710',
    '--wash-bad': '#3a1b1d',
    '--wash-off': '#232b32',
  },
});
