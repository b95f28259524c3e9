import type { ChartData } from '../domain/chart';
import type { Range, Seconds } from '../domain/time';

/** A labelled tick on the time axis: a revision, a step of an alert. */
export interface Mark {
  readonly time: Seconds;
  readonly label: string;
  readonly wrong?: boolean;
}

export interface PlotSettings {
  readonly data: ChartData;
  readonly range: Range;
  readonly resolution: number;
  readonly unit: string;
  readonly focus: string | undefined;
  readonly marks: readonly Mark[];
  readonly width: number;
  readonly height: number;
  readonly scheme: 'light' | 'dark';
  /** Where colours are read from. */
  readonly parent: HTMLElement;
  readonly highlight: () => Range | undefined;
  readonly onZoom: (range: Range) => void;
  readonly onBack: () => void;
}
