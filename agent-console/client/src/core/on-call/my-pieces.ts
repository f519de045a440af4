import type { OnCallMine } from '@decroche/protocol';

/** A stretch of my own: on one schedule, without a break, whichever rules it is made of. */
export interface MyPiece {
  readonly scheduleId: string;
  readonly scheduleName: string;
  readonly fromAt: number;
  readonly toAt: number;
}

/** My spans as I speak of them: those that follow each other on one schedule are one. */
export function myPieces(spans: OnCallMine['spans']): readonly MyPiece[] {
  const found: MyPiece[] = [];
  for (const { scheduleId, scheduleName, fromAt, toAt } of spans) {
    const before = found.findIndex((piece) => piece.scheduleId === scheduleId && piece.toAt === fromAt);
    const piece = found[before];
    if (piece) found[before] = { ...piece, toAt };
    else found.push({ scheduleId, scheduleName, fromAt, toAt });
  }
  return found.toSorted((a, b) => a.fromAt - b.fromAt);
}
