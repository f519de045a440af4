import { connectMongo, writerTransactions, type Connection } from '@decroche/platform/mongo';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { layGround, type Ground } from '../../support/program-ground.ts';

let ground: Ground;
let mongo: Connection;
beforeAll(async () => {
  ground = await layGround();
  mongo = await connectMongo(ground.mongoUri);
});
afterAll(async () => {
  await mongo.close();
  await ground.close();
});

interface Page {
  readonly _id: string;
  readonly by: readonly string[];
}

it('a writer stopped inside a transaction does not hold up its successor, and then writes on top of it', async () => {
  const pages = mongo.collection<Page>('pages');
  await pages.insertOne({ _id: 'ledger', by: [] });
  const write = (by: string, session: Parameters<Parameters<typeof first.run>[0]>[0]) =>
    pages.updateOne({ _id: 'ledger' }, { $push: { by } }, { session });

  const first = await writerTransactions(mongo, 'succession');
  let wake: () => void = () => undefined;
  const stopped = new Promise<void>((resolve) => (wake = resolve));
  let hasWritten: () => void = () => undefined;
  const written = new Promise<void>((resolve) => (hasWritten = resolve));
  const late = first.run(async (session) => {
    await write('first', session);
    hasWritten();
    await stopped;
  });
  await written;

  const second = await writerTransactions(mongo, 'succession');
  await second.run((session) => write('second', session));
  expect((await pages.findOne({ _id: 'ledger' }))?.by).toEqual(['second']);

  wake();
  await late;
  expect((await pages.findOne({ _id: 'ledger' }))?.by).toEqual(['second', 'first']);
});

it('takes turns: work never sees half of another', async () => {
  const pages = mongo.collection<Page>('pages');
  await pages.insertOne({ _id: 'turns', by: [] });
  const writer = await writerTransactions(mongo, 'turns');
  await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      writer.run(async (session) => {
        const page = await pages.findOne({ _id: 'turns' }, { session });
        await pages.updateOne({ _id: 'turns' }, { $set: { by: [...page!.by, String(index)] } }, { session });
      }),
    ),
  );
  expect((await pages.findOne({ _id: 'turns' }))?.by).toEqual(Array.from({ length: 20 }, (_, index) => String(index)));
});
