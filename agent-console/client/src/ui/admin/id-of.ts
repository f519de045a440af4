/** A name people read, as a name programs keep: `3e renfort 10 h` → `3e-renfort-10-h`. Empty when nothing is left. */
export const idOf = (name: string): string =>
  name
    .normalize('NFD')
    .replace(/[^\w\s-]/g, '')
    .trim()
    .toLowerCase()
    .replace(/[\s_]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, 40);
