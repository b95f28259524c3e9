/** Strokes on a grid of 16, drawn for this application. */
const PATHS = {
  events: 'M2.5 4h11M2.5 8h11M2.5 12h7',
  explore: 'M2 12.5 6 7.8l3 2.4 5-6.7M2 14.5h12',
  alerts:
    'M8 2a4 4 0 0 0-4 4c0 3.5-1.5 4.5-1.5 5.5h11C13.5 10.5 12 9.5 12 6a4 4 0 0 0-4-4ZM6.5 13.5a1.6 1.6 0 0 0 3 0',
  reviews:
    'M4.5 5.5a1.7 1.7 0 1 0 0-3.4 1.7 1.7 0 0 0 0 3.4ZM4.5 14a1.7 1.7 0 1 0 0-3.4 1.7 1.7 0 0 0 0 3.4ZM11.5 14a1.7 1.7 0 1 0 0-3.4 1.7 1.7 0 0 0 0 3.4ZM4.5 5.5v5M8 3.8h2a1.5 1.5 0 0 1 1.5 1.5v5.3',
  person: 'M8 7.5a2.7 2.7 0 1 0 0-5.4 2.7 2.7 0 0 0 0 5.4ZM2.8 14a5.2 5.2 0 0 1 10.4 0',
  docs: 'M3 11.8V4a1.5 1.5 0 0 1 1.5-1.5H13v11H4.6A1.6 1.6 0 0 1 3 11.9a1.6 1.6 0 0 1 1.6-1.6H13',
  search: 'M7 12a5 5 0 1 0 0-10 5 5 0 0 0 0 10ZM10.7 10.7 14 14',
  copy: 'M5.5 5.5v-2a1 1 0 0 1 1-1h6a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1h-2M3.5 5.5h6a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1h-6a1 1 0 0 1-1-1v-6a1 1 0 0 1 1-1Z',
  check: 'm3 8.5 3.5 3.5L13 4.5',
  sun: 'M8 10.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6ZM8 1.5v1.3M8 13.2v1.3M1.5 8h1.3M13.2 8h1.3M3.4 3.4l.9.9M11.7 11.7l.9.9M3.4 12.6l.9-.9M11.7 4.3l.9-.9',
  moon: 'M13.5 9.5A5.8 5.8 0 0 1 6.5 2.5a5.8 5.8 0 1 0 7 7Z',
  system: 'M2.5 3h11v7.5h-11ZM6 13.5h4M8 10.5v3',
  right: 'm6 3.5 4.5 4.5L6 12.5',
  left: 'M10 3.5 5.5 8l4.5 4.5',
  down: 'm3.5 6 4.5 4.5L12.5 6',
  clock: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 4.8V8l2.2 1.6',
  close: 'm4 4 8 8M12 4l-8 8',
  warning: 'M8 2.5 14.5 13.5h-13ZM8 6.5v3.2M8 11.6v.1',
  pending: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 5v3.4M8 11v.1',
  resolved: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM5.4 8.2l1.9 1.9 3.4-3.8',
  up: 'M8 12.5v-9M4.2 7 8 3.2 11.8 7',
  fall: 'M8 3.5v9M4.2 9 8 12.8 11.8 9',
  sort: 'm5 6 3-3 3 3M5 10l3 3 3-3',
  keyboard: 'M1.5 4h13v8h-13ZM4 6.5h.1M6.6 6.5h.1M9.3 6.5h.1M12 6.5h.1M4 9.5h.1M6 9.5h4M12 9.5h.1',
  reset: 'M3 3v3.5h3.5M3.2 6.5A5.3 5.3 0 1 1 2.8 9.5',
  link: 'M6.5 9.5l3-3M7 4.5l1.3-1.3a3.2 3.2 0 0 1 4.5 4.5L11.5 9M9 11.5l-1.3 1.3a3.2 3.2 0 0 1-4.5-4.5L4.5 7',
  band: 'M2 9.5c2-5 4-5 6-2.5s4 2 6-2.5M2 13c2-4 4-4 6-2s4 2 6-2',
  metric: 'M3 13V8.5M6.3 13V4M9.7 13V6.5M13 13V2.5',
  theme: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 2v12M8 4.5h4M8 8h6M8 11.5h4',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.4}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}

/** Four strokes and one across: the tally. */
export function Logo({ size = 20 }: { size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 20 20"
      fill="none"
      strokeLinecap="round"
      aria-hidden="true"
    >
      <g stroke="currentColor" strokeWidth={1.7}>
        <path d="M4.5 4v12M8.2 4v12M11.8 4v12M15.5 4v12" />
      </g>
      <path d="M1.5 13.5 18.5 6.5" stroke="var(--accent)" strokeWidth={1.9} />
    </svg>
  );
}
