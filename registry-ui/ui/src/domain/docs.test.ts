import { expect, test } from 'vitest';
import { docsPlace, linkedPlace } from './docs';

test('a file of the docs is a page, with its heading', () => {
  expect(docsPlace('docs/lint.md#field_name_case')).toEqual({
    page: 'lint',
    hash: 'field_name_case',
  });
  expect(docsPlace('docs/sdk-java.md')).toEqual({ page: 'sdk-java', hash: '' });
});

test('what is no page of the docs has no place', () => {
  for (const file of ['lint.md', 'docs/../x.md', 'docs/a/b.md', 'https://x/docs/a.md', '']) {
    expect(docsPlace(file)).toBeUndefined();
  }
});

test('a link to another page is told from others', () => {
  expect(linkedPlace('/docs/edl#rules')).toEqual({ page: 'edl', hash: 'rules' });
  expect(linkedPlace('/docs/edl')).toEqual({ page: 'edl', hash: '' });
  for (const link of ['#rules', '/events', 'https://example.com/docs/edl', '/docs/']) {
    expect(linkedPlace(link)).toBeUndefined();
  }
});
