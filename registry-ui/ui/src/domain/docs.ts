/** The page that leads to all others. */
export const DOCS_HOME = 'README';

export interface DocsPlace {
  readonly page: string;
  /** The heading, empty for the page as a whole. */
  readonly hash: string;
}

const IN_SOURCE = /^docs\/([A-Za-z0-9-]+)\.md(?:#(.+))?$/;
const SHOWN = /^\/docs\/([A-Za-z0-9-]+)(?:#(.+))?$/;

/** Where a check rule says that it is described, `docs/lint.md#name_case`. */
export const docsPlace = (file: string): DocsPlace | undefined => place(IN_SOURCE.exec(file));

/** Where a link between pages leads, `/docs/lint#name_case`; undefined for any other link. */
export const linkedPlace = (link: string): DocsPlace | undefined => place(SHOWN.exec(link));

const place = (match: RegExpExecArray | null): DocsPlace | undefined =>
  match?.[1] ? { page: match[1], hash: match[2] ?? '' } : undefined;
