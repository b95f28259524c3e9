import { useComputedColorScheme } from '@mantine/core';
import { type MouseEvent, useRef } from 'react';
import { Icon } from '../components/Icon';
import { Num } from '../components/Num';
import { Spacer } from '../components/Spacer';
import { BoneRows } from '../components/States';
import table from '../components/Table.module.css';
import { useCursor } from '../components/useCursor';
import { useRows } from '../components/useRows';
import { LINES } from '../domain/colours';
import type { Series } from '../domain/model';
import { seriesKey, seriesLabel } from '../domain/seriesPath';
import classes from './seriesTable.module.css';

const ROW_PX = 34;

export interface SeriesTableProps {
  dimension: string;
  /** Biggest first; undefined while they are loading. */
  rows: Series[] | undefined;
  unit: string;
  /** Whether the sum means anything. */
  additive: boolean;
  /** Colours of the series that are drawn. */
  slots: ReadonlyMap<string, number>;
  focus: string | undefined;
  onToggle: (key: string) => void;
  onFocus: (key: string) => void;
  onOnly: (key: string) => void;
}

/** The slices of a breakdown: which are drawn, in which colour, and how big they are. */
export function SeriesTable(props: SeriesTableProps) {
  const { rows, additive, slots, focus } = props;
  const ref = useRef<HTMLTableElement>(null);
  const view = useRows({ count: rows?.length ?? 0, height: ROW_PX, table: ref });
  const onRow = (act: (key: string) => void) => (row: number) => {
    const series = rows?.[row];
    if (series) {
      act(seriesKey(series.values));
    }
  };
  const cursor = useCursor(rows?.length ?? 0, {
    move: view.scrollTo,
    open: onRow(props.onFocus),
    mark: onRow(props.onToggle),
  });
  const biggest = Math.max(0, ...(rows ?? []).map((series) => series.sum ?? 0));
  return (
    <table
      ref={ref}
      className={`${table.table} ${classes.series}`}
      aria-busy={rows === undefined}
      aria-label="Series"
    >
      <thead>
        <tr>
          <th className={classes.colour}>
            <span className="unseen">Drawn</span>
          </th>
          <th>{props.dimension}</th>
          {additive ? <th className={`${table.right} ${classes.number}`}>Sum</th> : null}
          <th className={`${table.right} ${classes.number}`}>Latest</th>
          <th className={classes.only} />
        </tr>
      </thead>
      <tbody>
        {rows === undefined ? (
          <BoneRows rows={8} widths={additive ? [14, '40%', 56, 48, 0] : [14, '40%', 48, 0]} />
        ) : (
          <>
            <Spacer height={view.before} />
            {view.rows.map((i) => {
              const series = rows[i];
              if (!series) {
                return null;
              }
              const key = seriesKey(series.values);
              return (
                <SeriesRow
                  key={key}
                  {...props}
                  series={series}
                  slot={slots.get(key)}
                  share={additive && biggest > 0 ? (series.sum ?? 0) / biggest : 0}
                  active={i === cursor}
                  focused={key === focus}
                />
              );
            })}
            <Spacer height={view.after} />
            {rows.length === 0 ? (
              <tr>
                <td colSpan={additive ? 5 : 4} className={classes.none}>
                  No series matches in this range.
                </td>
              </tr>
            ) : null}
          </>
        )}
      </tbody>
    </table>
  );
}

interface RowProps extends SeriesTableProps {
  series: Series;
  slot: number | undefined;
  share: number;
  active: boolean;
  focused: boolean;
}

function SeriesRow({
  series,
  slot,
  share,
  active,
  focused,
  additive,
  unit,
  onToggle,
  onFocus,
  onOnly,
}: RowProps) {
  const scheme = useComputedColorScheme('light');
  const key = seriesKey(series.values);
  const label = seriesLabel(series.values);
  const drawn = slot !== undefined;
  const colour = drawn ? (LINES[scheme][slot] as string) : undefined;
  const own = (act: (key: string) => void) => (event: MouseEvent) => {
    event.stopPropagation();
    act(key);
  };
  return (
    <tr
      className={`${table.row} ${classes.row}`}
      data-active={active || undefined}
      data-focused={focused || undefined}
      onClick={() => onFocus(key)}
    >
      <td className={classes.colour}>
        <input
          type="checkbox"
          aria-label={`Draw ${label}`}
          className={classes.swatch}
          style={colour ? { background: colour, borderColor: colour } : undefined}
          checked={drawn}
          onChange={() => onToggle(key)}
          onClick={(event) => event.stopPropagation()}
        />
      </td>
      <td className={`clip ${classes.label}`}>
        {share > 0 ? <span className={classes.share} style={{ width: `${share * 100}%` }} /> : null}
        <button
          type="button"
          className={classes.name}
          aria-pressed={focused}
          aria-label={`Band of ${label}`}
          onClick={own(onFocus)}
        >
          {label}
          {focused ? <Icon name="band" size={14} /> : null}
        </button>
      </td>
      {additive ? (
        <td className={`${table.right} ${classes.number}`}>
          <Num value={series.sum} />
        </td>
      ) : null}
      <td className={`${table.right} soft ${classes.number}`}>
        <Num value={series.last} unit={additive ? '' : unit} />
      </td>
      <td className={classes.only}>
        <button
          type="button"
          className={classes.onlyButton}
          aria-label={`Draw only ${label}`}
          onClick={own(onOnly)}
        >
          only
        </button>
      </td>
    </tr>
  );
}
