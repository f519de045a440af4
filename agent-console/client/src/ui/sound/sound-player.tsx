/** A sound of the server with the browser's own player: keyboard, volume and speed are already there. */
export function SoundPlayer({ src, label }: { src: string; label: string }) {
  return <audio key={src} controls preload="none" src={src} aria-label={label} style={{ height: 34, width: '100%' }} />;
}
