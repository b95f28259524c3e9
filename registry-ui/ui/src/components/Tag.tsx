import type { ReactNode } from 'react';
import classes from './Tag.module.css';

/** A word about something: quiet, or one of the few that matter. */
export function Tag(props: {
  children: ReactNode;
  tone?: 'quiet' | 'accent' | 'danger' | 'warn';
  tip?: string;
}) {
  return (
    <span className={classes.tag} data-tone={props.tone ?? 'quiet'} data-tip={props.tip}>
      {props.children}
    </span>
  );
}
