import uPlot from 'uplot';
import { type Role, valueBounds } from '../domain/chart';
import { axisNumber } from '../domain/numbers';
import { axisLabels, type Range } from '../domain/time';
import { lineColours } from './chartColours';
import type { Mark, PlotSettings } from './chartSettings';
import { tooltip } from './chartTooltip';

const FONT = '11px Inter, system-ui, sans-serif';
/** Fewer pixels are a click, not a drag. */
const DRAG_MIN_PX = 6;

export function chartOptions(settings: PlotSettings): uPlot.Options {
  const { data, range, resolution, width, height } = settings;
  const colours = lineColours(settings.parent, settings.scheme);
  // The last bucket begins one resolution before the end, and is drawn at its beginning.
  const last = Math.max(range.until - resolution, range.from + resolution);
  const upper = data.roles.findIndex((role) => role.kind === 'upper') + 1;
  return {
    width,
    height,
    padding: [12, 24, 0, 0],
    tzDate: (at) => uPlot.tzDate(new Date(at * 1000), 'Etc/UTC'),
    legend: { show: false },
    scales: {
      x: { time: true, range: () => [range.from, last] },
      y: { range: (_, min, max) => valueBounds(min, max) },
    },
    cursor: {
      drag: { x: true, y: false, setScale: false, dist: DRAG_MIN_PX },
      points: { size: 7, width: 2, fill: colours.surface },
      bind: {
        dblclick: () => () => {
          settings.onBack();
          return null;
        },
      },
    },
    ...(upper > 0 ? { bands: [{ series: [upper, upper + 1], fill: colours.band }] } : {}),
    series: [{}, ...data.roles.map((role) => seriesOptions(role, settings, colours))],
    axes: [
      {
        font: FONT,
        stroke: colours.faint,
        grid: { show: false },
        ticks: { stroke: colours.line, width: 1, size: 4 },
        border: { show: true, stroke: colours.lineStrong, width: 1 },
        gap: 5,
        size: 42,
        space: 72,
        values: (_, splits, __, ___, step) => axisLabels(splits, step),
      },
      {
        font: FONT,
        stroke: colours.faint,
        grid: { stroke: colours.lineSoft, width: 1 },
        ticks: { show: false },
        gap: 8,
        size: 56,
        space: 42,
        values: (_, splits) => splits.map(axisNumber),
      },
    ],
    hooks: {
      setSelect: [(plot) => zoom(plot, settings)],
      drawClear: [(plot) => shade(plot, settings.highlight(), colours.highlight)],
      draw: [(plot) => drawMarks(plot, settings.marks, colours)],
    },
    plugins: [tooltip(settings, colours)],
  };
}

type Colours = ReturnType<typeof lineColours>;

function seriesOptions(role: Role, { focus }: PlotSettings, colours: Colours): uPlot.Series {
  const hidden = { width: 0, points: { show: false } } as const;
  switch (role.kind) {
    case 'upper':
    case 'lower':
      return { ...hidden, stroke: 'transparent' };
    case 'expected':
      return { stroke: colours.expected, width: 1, dash: [4, 3], points: { show: false } };
    case 'out':
      return {
        stroke: colours.danger,
        paths: () => null,
        points: { show: true, size: 9, width: 2, stroke: colours.danger, fill: colours.surface },
      };
    case 'line':
    case 'incomplete': {
      const quiet = focus !== undefined && focus !== role.line.key;
      return {
        stroke: colours.lines[role.line.slot] as string,
        alpha: quiet ? 0.42 : 1,
        width: focus === role.line.key ? 1.75 : 1.4,
        points: { show: false },
        ...(role.kind === 'incomplete' ? { dash: [3, 3] } : {}),
      };
    }
  }
}

function zoom(plot: uPlot, { onZoom }: PlotSettings) {
  const { left, width } = plot.select;
  if (width >= DRAG_MIN_PX) {
    onZoom({ from: plot.posToVal(left, 'x'), until: plot.posToVal(left + width, 'x') });
  }
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
}

function shade(plot: uPlot, range: Range | undefined, colour: string) {
  if (range === undefined) {
    return;
  }
  const left = plot.valToPos(range.from, 'x', true);
  const right = plot.valToPos(range.until, 'x', true);
  plot.ctx.fillStyle = colour;
  plot.ctx.fillRect(left - 4, plot.bbox.top, Math.max(8, right - left + 8), plot.bbox.height);
}

/** Pixels between two labels, under which the second stands lower. */
const LABEL_ROOM_PX = 64;
const LABEL_ROW_PX = 13;

function drawMarks(plot: uPlot, marks: readonly Mark[], colours: Colours) {
  let row = 0;
  let before = Number.NEGATIVE_INFINITY;
  for (const mark of marks) {
    const x = Math.round(plot.valToPos(mark.time, 'x', true));
    row = x - before < LABEL_ROOM_PX * devicePixelRatio ? row + 1 : 0;
    before = x;
    if (x >= plot.bbox.left && x <= plot.bbox.left + plot.bbox.width) {
      drawMark(plot, mark, x, row, colours);
    }
  }
}

/** A dotted line up from the axis, with its label at the top. */
function drawMark(plot: uPlot, mark: Mark, x: number, row: number, colours: Colours) {
  const { left, top, width, height } = plot.bbox;
  const { ctx } = plot;
  const pixel = devicePixelRatio;
  const label = top + (8 + row * LABEL_ROW_PX) * pixel;
  ctx.save();
  ctx.strokeStyle = mark.wrong ? colours.danger : colours.lineStrong;
  ctx.lineWidth = pixel;
  ctx.setLineDash([2 * pixel, 3 * pixel]);
  ctx.beginPath();
  ctx.moveTo(x, label + 6 * pixel);
  ctx.lineTo(x, top + height);
  ctx.stroke();
  ctx.font = `${11 * pixel}px Inter, system-ui, sans-serif`;
  ctx.fillStyle = mark.wrong ? colours.danger : colours.faint;
  ctx.textAlign = x > left + width - 60 * pixel ? 'right' : 'center';
  ctx.fillText(mark.label, x, label);
  ctx.restore();
}
