import { aggregateCommand } from './aggregate.ts';
import type { Command } from './command.ts';
import { collectionCommands } from './collections.ts';
import { findAndModifyCommand } from './find-and-modify.ts';
import { helloCommands } from './hello.ts';
import { indexCommands } from './indexes.ts';
import { infoCommands } from './info.ts';
import { readCommands } from './read.ts';
import { sessionCommands } from './sessions.ts';
import { writeCommands } from './write.ts';

const all: readonly Command[] = [
  ...helloCommands,
  ...readCommands,
  aggregateCommand,
  ...writeCommands,
  findAndModifyCommand,
  ...indexCommands,
  ...collectionCommands,
  ...sessionCommands,
  ...infoCommands,
];

/** Every command by each of its names; what is not here is answered with CommandNotFound (59). */
export const COMMANDS: ReadonlyMap<string, Command> = new Map(
  all.flatMap((command) => command.names.map((name) => [name, command] as const)),
);
