import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Libraries live apart from our code, so that an update of ours leaves them in the browser's cache. */
const groups = [
  { name: 'react', test: /node_modules[\\/](react|react-dom|scheduler|react-router|react-i18next|i18next)[\\/]/ },
  { name: 'look', test: /node_modules[\\/](@mantine[\\/](core|hooks|notifications|form|store)|@floating-ui)[\\/]/ },
  { name: 'telephone', test: /node_modules[\\/](sip\.js|socket\.io|engine\.io)/ },
  {
    name: 'charts',
    test: /node_modules[\\/](recharts|@mantine[\\/]charts|d3-|victory|es-toolkit|@reduxjs|react-redux)/,
  },
];

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: 'dist',
    target: 'es2023',
    sourcemap: false,
    // The policy forbids `data:` scripts and fonts; everything is a file of our own.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { output: { codeSplitting: { groups } } },
  },
});
