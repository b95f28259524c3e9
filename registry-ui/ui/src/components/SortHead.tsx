import { Icon } from './Icon';
import classes from './Table.module.css';

export interface Sorting<K extends string> {
  readonly key: K;
  readonly descending: boolean;
}

/** The head of a column that sorts: once forwards, once backwards. */
export function SortHead<K extends string>(props: {
  label: string;
  column: K;
  sorting: Sorting<K>;
  /** Where the first click should put the largest on top. */
  descendingFirst?: boolean;
  className?: string | undefined;
  onSort: (sorting: Sorting<K>) => void;
}) {
  const { column, sorting } = props;
  const on = sorting.key === column;
  const descending = on ? !sorting.descending : Boolean(props.descendingFirst);
  return (
    <th
      className={props.className}
      aria-sort={on ? (sorting.descending ? 'descending' : 'ascending') : undefined}
    >
      <button
        type="button"
        className={classes.sort}
        data-on={on || undefined}
        onClick={() => props.onSort({ key: column, descending })}
      >
        {props.label}
        <Icon name={on ? (sorting.descending ? 'fall' : 'up') : 'sort'} size={12} />
      </button>
    </th>
  );
}
