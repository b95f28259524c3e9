import { expect, test } from 'vitest';
import { codeWords, pageWords } from './rejects';

test('a page says which part of the list it is', () => {
  expect(pageWords(1, 20, 0)).toBe('none');
  expect(pageWords(1, 20, 3)).toBe('1 to 3 of 3');
  expect(pageWords(2, 20, 1204)).toBe('21 to 40 of 1,204');
  expect(pageWords(61, 20, 1204)).toBe('1,201 to 1,204 of 1,204');
  expect(pageWords(62, 20, 1204)).toBe('no more than 1,204');
});

test('codes say what to do', () => {
  expect(codeWords('TIME_TOO_OLD')).toContain('max_age');
  expect(codeWords('SOMETHING_NEW')).toBe('Its reason says more');
});
