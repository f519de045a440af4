import { expect, it } from 'vitest';
import { csvFile, csvLine } from './csv.ts';

it.each([
  ['=1+1', "'=1+1"],
  ['+33561000000', "'+33561000000"],
  ['-2', "'-2"],
  ['@sum', "'@sum"],
  ['\tx', "'\tx"],
  ['a;b', '"a;b"'],
  ['a "b"', '"a ""b"""'],
  ['two\nlines', '"two\nlines"'],
  ['=HYPERLINK("x")', '"\'=HYPERLINK(""x"")"'],
  ['plain', 'plain'],
])('the text %j stands as %j', (text, cell) => {
  expect(csvLine([text])).toBe(`${cell}\r\n`);
});
it('keeps numbers as numbers and leaves absent cells empty', () => {
  expect(csvLine([-2, undefined, null, true])).toBe('-2;;;true\r\n');
});
it('marks the file as UTF-8 and begins with its header', () => {
  expect(csvFile(['a', 'b'], [[1, 'é']])).toBe('\u{feff}a;b\r\n1;é\r\n');
});
