import { DAY } from './flights.ts';
import { addComment, addRound, finish, note, open } from './review.ts';
import { iso, now } from './time.ts';

const ORDER = `syntax = "proto3";
package shop;
import "tally/edl.proto";
import "google/protobuf/timestamp.proto";

// An order was placed, whatever becomes of its payment.
message OrderPlaced {
  option (tally.event) = { owner: "growth", raw_retention: "30d" };
  option (tally.metric) = { name: "orders", count: {}, by: ["country"], resolution: "1m" };

  // When.
  google.protobuf.Timestamp at = 1 [(tally.field) = { event_time: true }];
  // What the customer said.
  string note = 2;
  // Where it goes, as ISO 3166 says it.
  string country = 3 [(tally.field) = { dimension: MEDIUM }];
  // Of all that is in it.
  double total = 4 [(tally.field) = { unit: "EUR" }];
}
`;

const many = (i: number, more = '') => `syntax = "proto3";
package platform;
import "tally/edl.proto";
import "google/protobuf/timestamp.proto";

// One of many steps of the nightly pipeline.
message Step${String(i).padStart(3, '0')}Finished {
  option (tally.event) = { owner: "platform" };
  google.protobuf.Timestamp at = 1 [(tally.field) = { event_time: true }];
  // How long it took.
  double seconds = 2 [(tally.field) = { unit: "s" }];
${more}}
`;
const stepPath = (i: number) => `platform/step_${String(i).padStart(3, '0')}.proto`;
const STEPS = Array.from({ length: 200 }, (_, i) => i);

/** What is published at the start. */
export const TREE: [string, string][] = [
  ['shop/edl.yaml', 'owners: [growth]\napprovals: 2\n'],
  ['shop/order.proto', ORDER],
  ...STEPS.map((i): [string, string] => [stepPath(i), many(i)]),
];

const ADDED = ORDER.replace(
  'string note = 2;',
  `string note = 2 [deprecated = true];
  // What the customer said, in their own words.
  string remark = 5;`,
);
const RENAMED = ORDER.replace('string note', 'string remark');

/** Proposals in all states; called once, when the first request comes. */
export function proposalsFrom() {
  const at = now() - 9 * DAY;
  const published = open(
    'Count refunds',
    'Finance asks for it every Monday.',
    'ann',
    new Map([['shop/refund.proto', ORDER.replaceAll('OrderPlaced', 'OrderRefunded')]]),
    at,
  );
  for (const reviewer of ['bob', 'cid']) {
    const said = { id: at, round: 1, reviewer, decision: 'APPROVE' as const, body: '' };
    published.reviews.push({ ...said, createdAt: iso(at + 3600) });
    note(published, reviewer, 'REVIEW', { decision: 'APPROVE' }, at + 3600);
  }
  finish(published, 'ann', 'PRODUCTION', at + 7200);

  open(
    'Say how many rows each step had',
    '',
    'dora',
    new Map(
      STEPS.map((i) => [
        stepPath(i),
        many(i, '  // Rows that came out of it.\n  int64 rows = 3;\n'),
      ]),
    ),
    now() - 3 * DAY,
  );

  open(
    'Call the note of an order a remark',
    'The apps call it a remark, and people look for it under that name.',
    'ann',
    new Map([['shop/order.proto', RENAMED]]),
    now() - 2 * DAY,
  );

  const start = now() - 5 * 3600;
  const good = open(
    'Keep what customers say as a remark',
    'The apps call it a remark. The old attribute stays until nobody sends it.',
    'ann',
    new Map([['shop/order.proto', RENAMED]]),
    start,
  );
  const line = RENAMED.split('\n').findIndex((each) => each.includes('remark')) + 1;
  const anchor = (at: number) => ({ path: 'shop/order.proto', side: 'AFTER' as const, line: at });
  addComment(
    good,
    'bob',
    1,
    'A rename loses every row that was stored under the old name. Add it, and deprecate the old one.',
    { anchor: anchor(line) },
    start + 900,
  );
  const unit = addComment(
    good,
    'bob',
    1,
    'Is this with or without VAT? Say it in the comment.',
    { anchor: anchor(line + 4) },
    start + 960,
  );
  note(good, 'bob', 'COMMENT', { comment: unit.id }, start + 960);
  good.reviews.push({
    id: 77,
    round: 1,
    reviewer: 'bob',
    decision: 'REQUEST_CHANGES',
    body: 'See the lines.',
    createdAt: iso(start + 1000),
  });
  note(good, 'bob', 'REVIEW', { decision: 'REQUEST_CHANGES' }, start + 1000);
  addRound(good, new Map([['shop/order.proto', ADDED]]), start + 4000);
  note(good, 'ann', 'ADD_ROUND', { round: 2 }, start + 4000);
  addComment(
    good,
    'ann',
    2,
    'With. I will say it in another proposal.',
    { thread: unit.id },
    start + 4100,
  );
  good.reviews.push({
    id: 78,
    round: 2,
    reviewer: 'bob',
    decision: 'APPROVE',
    body: 'Much better.',
    createdAt: iso(start + 6000),
  });
  note(good, 'bob', 'REVIEW', { decision: 'APPROVE' }, start + 6000);
}
