import { describe, expect, test } from 'vitest';
import { assignSlots, LINES, LINES_MAX } from './colours';

const SURFACE = { light: '#ffffff', dark: '#16171b' } as const;

/** Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB. */
const SIGHT = {
  full: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protanopia: [
    0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998,
  ],
  deuteranopia: [
    0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881,
  ],
  tritanopia: [
    1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039,
  ],
} as const;

type Triple = [number, number, number];

function linear(hex: string): Triple {
  return [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)) as Triple;
}

function times(m: readonly number[], [x, y, z]: Triple): Triple {
  return [0, 3, 6].map((r) =>
    Math.min(
      1,
      Math.max(0, (m[r] as number) * x + (m[r + 1] as number) * y + (m[r + 2] as number) * z),
    ),
  ) as Triple;
}

/** Björn Ottosson's Oklab: distances are near to what one sees. */
function oklab(rgb: Triple): Triple {
  const lms = times(
    [
      0.4122214708, 0.5363325363, 0.0514459929, 0.2119034982, 0.6806995451, 0.1073969566,
      0.0883024619, 0.2817188376, 0.6299787005,
    ],
    rgb,
  ).map(Math.cbrt) as Triple;
  const [l, m, s] = lms;
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

const distance = (a: Triple, b: Triple) => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);

function contrast(a: string, b: string): number {
  const light = (hex: string) => {
    const [r, g, bl] = linear(hex);
    return 0.2126 * r + 0.7152 * g + 0.0722 * bl + 0.05;
  };
  const [x, y] = [light(a), light(b)];
  return Math.max(x, y) / Math.min(x, y);
}

describe.each(['light', 'dark'] as const)('%s', (scheme) => {
  const lines = LINES[scheme];

  test('as many colours as lines', () => expect(new Set(lines).size).toBe(LINES_MAX));

  test.each(lines)('%s stands out from the surface', (line) =>
    expect(contrast(line, SURFACE[scheme])).toBeGreaterThanOrEqual(3),
  );

  test.each(Object.entries(SIGHT))('all stay apart with %s, the first five by far', (_, matrix) => {
    const seen = lines.map((line) => oklab(times(matrix, linear(line))));
    for (const [i, a] of seen.entries()) {
      for (const [j, b] of seen.entries()) {
        if (i < j) {
          const least = j < 5 ? 0.12 : 0.07;
          expect(distance(a, b), `${lines[i]} and ${lines[j]}`).toBeGreaterThan(least);
        }
      }
    }
  });
});

describe('slots', () => {
  test('a new series gets the lowest that is free', () => {
    const first = assignSlots(new Map(), ['a', 'b', 'c']);
    expect([...first]).toEqual([
      ['a', 0],
      ['b', 1],
      ['c', 2],
    ]);
    const second = assignSlots(first, ['c', 'd']);
    expect(second.get('c')).toBe(2);
    expect(second.get('d')).toBe(0);
  });

  test('nobody is recoloured when another goes', () => {
    const before = assignSlots(new Map(), ['a', 'b', 'c', 'd']);
    const after = assignSlots(before, ['b', 'd']);
    for (const key of ['b', 'd']) {
      expect(after.get(key)).toBe(before.get(key));
    }
  });
});
