import { api, unwrap } from './client';

/** Says whether a person wants notices of review by mail. */
export const wantMail = (name: string, wanted: boolean) =>
  unwrap(api.PUT('/api/v1/people/{name}/mail', { params: { path: { name } }, body: { wanted } }));
