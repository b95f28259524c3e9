import type uPlot from 'uplot';
import { bounds } from '../domain/alerts';
import type { ChartData } from '../domain/chart';
import { exact, quantity } from '../domain/numbers';
import { isIncomplete, longStamp, type Seconds } from '../domain/time';
import classes from './Chart.module.css';
import type { lineColours } from './chartColours';
import type { PlotSettings } from './chartSettings';

const OFFSET_PX = 14;

/** What the crosshair is on: the time, then every line's value, biggest first, and the band of the line in focus. */
export function tooltip(
  { data, resolution, unit, focus }: PlotSettings,
  colours: ReturnType<typeof lineColours>,
): uPlot.Plugin {
  const box = document.createElement('div');
  box.className = classes.tooltip as string;
  let shown = -1;
  return {
    hooks: {
      init: [(plot) => void plot.over.append(box)],
      setCursor: [
        (plot) => {
          const { idx, left = -1, top = -1 } = plot.cursor;
          if (idx === null || idx === undefined || left < 0) {
            box.hidden = true;
            shown = -1;
            return;
          }
          if (idx !== shown) {
            shown = idx;
            box.replaceChildren(...rows(data, idx, { resolution, unit, focus }, colours.lines));
          }
          box.hidden = false;
          place(box, left, top, plot.over.clientWidth, plot.over.clientHeight);
        },
      ],
    },
  };
}

function rows(
  { times, roles, columns }: ChartData,
  at: number,
  { resolution, unit, focus }: Pick<PlotSettings, 'resolution' | 'unit' | 'focus'>,
  colours: readonly string[],
): HTMLElement[] {
  const value = (kind: string) =>
    columns[roles.findIndex((role) => role.kind === kind)]?.[at] ?? null;
  const time = times[at] as Seconds;
  const found = new Map<string, { label: string; slot: number; value: number }>();
  roles.forEach((role, i) => {
    const here = columns[i]?.[at];
    if (
      (role.kind === 'line' || role.kind === 'incomplete') &&
      here !== null &&
      here !== undefined
    ) {
      found.set(role.line.key, { label: role.line.label, slot: role.line.slot, value: here });
    }
  });
  const list = [...found].sort(([, a], [, b]) => b.value - a.value);
  const limits = bounds({ lower: value('lower'), upper: value('upper') });
  const out = value('out') !== null;
  const incomplete = isIncomplete(time, resolution, Date.now() / 1000);
  return [
    element('div', classes.when, longStamp(time, resolution) + (incomplete ? ', incomplete' : '')),
    ...list.flatMap(([key, line]) => {
      const row = element('div', classes.row);
      const swatch = element('i', classes.swatch);
      swatch.style.background = colours[line.slot] as string;
      const number = element('b', classes.value, exactly(line.value, unit));
      row.append(swatch, element('span', classes.label, line.label), number);
      if (key !== focus || limits === '') {
        return [row];
      }
      if (out) {
        row.dataset.out = '';
      }
      return [
        row,
        element('div', classes.expected, `${out ? 'Out of its band, ' : 'Band '}${limits}`),
      ];
    }),
  ];
}

const exactly = (value: number, unit: string) =>
  Math.abs(value) < 1e6
    ? `${exact(Math.round(value * 100) / 100)}${unit ? ` ${unit}` : ''}`
    : quantity(value, unit);

function element(tag: string, className: string | undefined, text = ''): HTMLElement {
  const made = document.createElement(tag);
  made.className = className ?? '';
  made.textContent = text;
  return made;
}

/** Beside the crosshair, on the side where there is room. */
function place(box: HTMLElement, left: number, top: number, width: number, height: number) {
  const right = left + OFFSET_PX + box.offsetWidth > width;
  const x = right ? Math.max(0, left - OFFSET_PX - box.offsetWidth) : left + OFFSET_PX;
  const y = Math.max(0, Math.min(top + OFFSET_PX, height - box.offsetHeight));
  box.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`;
}
