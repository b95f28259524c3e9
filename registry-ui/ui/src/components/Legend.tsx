import { useComputedColorScheme } from '@mantine/core';
import { LINES } from '../domain/colours';
import { Icon } from './Icon';
import classes from './Legend.module.css';

/** The lines of a chart: which colour is which, one click to look closer, one to take it away. */
export function Legend(props: {
  items: readonly { key: string; label: string; slot: number }[];
  focus: string | undefined;
  onFocus: (key: string) => void;
  onRemove: (key: string) => void;
}) {
  const scheme = useComputedColorScheme('light');
  return (
    <ul className={classes.legend} aria-label="Drawn series">
      {props.items.map(({ key, label, slot }) => (
        <li key={key} data-focus={key === props.focus || undefined}>
          <button
            type="button"
            aria-pressed={key === props.focus}
            aria-label={`Band of ${label}`}
            onClick={() => props.onFocus(key)}
          >
            <i style={{ background: LINES[scheme][slot] }} />
            <span>{label}</span>
          </button>
          <button
            type="button"
            className={classes.remove}
            aria-label={`Take ${label} away`}
            onClick={() => props.onRemove(key)}
          >
            <Icon name="close" size={10} />
          </button>
        </li>
      ))}
    </ul>
  );
}
