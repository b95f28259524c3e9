import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { CodeBlock } from './Copy';
import { Icon, type IconName } from './Icon';
import classes from './States.module.css';

/** What went wrong, as the pages show it. */
export interface Failing {
  readonly code: string;
  readonly title: string;
  readonly detail: string;
}

/** Nothing there yet: what would be here, and the command that brings it. */
export function Empty(props: {
  icon: IconName;
  title: string;
  children: ReactNode;
  command?: string;
}) {
  return (
    <div className={classes.state}>
      <span className={classes.icon}>
        <Icon name={props.icon} size={22} />
      </span>
      <h2>{props.title}</h2>
      <p className="soft">{props.children}</p>
      {props.command === undefined ? null : (
        <div className={classes.command}>
          <CodeBlock text={props.command} label="Copy the command" />
        </div>
      )}
    </div>
  );
}

/** Nothing could be read: what, its code, and another try. */
export function Failure({ error, onRetry }: { error: Failing; onRetry: () => void }) {
  return (
    <div className={classes.state} role="alert">
      <span className={classes.icon} data-wrong>
        <Icon name="warning" size={22} />
      </span>
      <h2>{error.title}</h2>
      <p className="soft">{error.detail}</p>
      <code className={classes.code}>{error.code}</code>
      <Button variant="default" size="xs" onClick={onRetry}>
        Retry
      </Button>
    </div>
  );
}

/** What is shown is older than it should be, because the last try failed. */
export function Stale({ error, onRetry }: { error: Failing; onRetry: () => void }) {
  return (
    <div className={classes.stale} role="status">
      <Icon name="warning" size={14} />
      <span>
        Not up to date: {error.title.toLowerCase()} <code>{error.code}</code>
      </span>
      <button type="button" className="link" onClick={onRetry}>
        Retry
      </button>
    </div>
  );
}

/** A grey place where something will be. */
export function Bone({
  width = '100%',
  height = 12,
}: {
  width?: number | string;
  height?: number | string;
}) {
  return <span className={classes.bone} style={{ width, height }} />;
}

/** Rows in the shape of the table that they stand in for. */
export function BoneRows({ rows, widths }: { rows: number; widths: (number | string)[] }) {
  return Array.from({ length: rows }, (_, row) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: they are all the same
    <tr key={row} aria-hidden="true">
      {widths.map((width, cell) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all the same
        <td key={cell}>
          <Bone width={width} />
        </td>
      ))}
    </tr>
  ));
}
