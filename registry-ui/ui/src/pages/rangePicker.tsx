import { Button } from '@mantine/core';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { Icon } from '../components/Icon';
import type { ChangeExplore, ExploreState } from '../domain/explore';
import {
  pan,
  parseTime,
  presetRange,
  presetsFor,
  type Range,
  rangeLabel,
  snap,
  stamp,
} from '../domain/time';
import classes from './exploreBar.module.css';

/** When: everything there is, the end of it, or any range; and a step earlier or later. All in UTC. */
export function RangePicker(props: {
  all: Range;
  state: ExploreState;
  resolution: number;
  onChange: ChangeExplore;
}) {
  const { all, state, resolution, onChange } = props;
  const range = { from: state.from ?? all.from, until: state.until ?? all.until };
  const whole = state.from === undefined && state.until === undefined;
  const [open, setOpen] = useState(false);
  const anchor = useRef<HTMLDivElement>(null);
  useOutside(anchor, open, () => setOpen(false));
  const presets = presetsFor(all, resolution);
  const choose = (wanted: { from?: number | undefined; until?: number | undefined }) => {
    setOpen(false);
    onChange(wanted);
  };
  return (
    <div ref={anchor} className={classes.anchor}>
      <div className={classes.range}>
        <button
          type="button"
          aria-label="Earlier"
          data-tip="Earlier ([)"
          disabled={range.from <= all.from}
          onClick={() => onChange(pan(range, -1, resolution))}
        >
          <Icon name="left" size={14} />
        </button>
        <button
          type="button"
          aria-haspopup="dialog"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          <Icon name="clock" size={14} />
          <span className="num">{whole ? 'All data' : rangeLabel(range)}</span>
          <span className="faint">UTC</span>
        </button>
        <button
          type="button"
          aria-label="Later"
          data-tip="Later (])"
          disabled={range.until >= all.until}
          onClick={() => onChange(pan(range, 1, resolution))}
        >
          <Icon name="right" size={14} />
        </button>
        {whole ? null : (
          <button
            type="button"
            aria-label="Show all data"
            data-tip="Show all data"
            onClick={() => onChange({ from: undefined, until: undefined })}
          >
            <Icon name="reset" size={14} />
          </button>
        )}
      </div>
      {open ? (
        <div className={classes.popover}>
          <div className={classes.panel} role="dialog" aria-label="Time range">
            <button
              type="button"
              className={classes.preset}
              data-on={whole || undefined}
              onClick={() => choose({ from: undefined, until: undefined })}
            >
              All data
            </button>
            {presets.map((preset) => {
              const wanted = presetRange(preset, all);
              return (
                <button
                  key={preset.key}
                  type="button"
                  className={classes.preset}
                  data-on={
                    (wanted.from === range.from && wanted.until === range.until) || undefined
                  }
                  onClick={() => choose(wanted)}
                >
                  {preset.label} <span className="faint">of data</span>
                </button>
              );
            })}
            <Custom range={range} onChoose={(wanted) => choose(snap(wanted, resolution))} />
          </div>
        </div>
      ) : null}
    </div>
  );
}

function Custom({ range, onChoose }: { range: Range; onChoose: (range: Range) => void }) {
  const [from, setFrom] = useState(stamp(range.from));
  const [until, setUntil] = useState(stamp(range.until));
  const [first, last] = [parseTime(from), parseTime(until)];
  const ordered = first !== undefined && last !== undefined && first < last;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ordered) {
      onChoose({ from: first, until: last });
    }
  };
  return (
    <form className={classes.custom} onSubmit={submit}>
      <label>
        From
        <input
          value={from}
          onChange={(event) => setFrom(event.target.value)}
          aria-invalid={first === undefined}
          spellCheck={false}
        />
      </label>
      <label>
        Until
        <input
          value={until}
          onChange={(event) => setUntil(event.target.value)}
          aria-invalid={last === undefined || !ordered}
          spellCheck={false}
        />
      </label>
      <Button type="submit" disabled={!ordered}>
        Show
      </Button>
    </form>
  );
}

/** A press outside, or Escape. */
function useOutside(
  inside: React.RefObject<HTMLElement | null>,
  active: boolean,
  leave: () => void,
) {
  const latest = useRef(leave);
  latest.current = leave;
  useEffect(() => {
    if (!active) {
      return;
    }
    const press = (event: PointerEvent) => {
      if (!inside.current?.contains(event.target as Node)) {
        latest.current();
      }
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape') {
        latest.current();
      }
    };
    document.addEventListener('pointerdown', press);
    document.addEventListener('keydown', onKey);
    return () => {
      document.removeEventListener('pointerdown', press);
      document.removeEventListener('keydown', onKey);
    };
  }, [active, inside]);
}
