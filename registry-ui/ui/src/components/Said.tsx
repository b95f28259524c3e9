import type { ReactNode } from 'react';
import { Ago } from './Ago';
import classes from './Said.module.css';

/** What somebody said: who, when, and the text as it was written. */
export function Said(props: {
  author: string;
  at: string;
  now: number;
  /** After the name: "approved round 2". */
  does?: ReactNode;
  body: string;
}) {
  return (
    <div className={classes.said}>
      <p className={classes.who}>
        <b>{props.author}</b> {props.does ? <span>{props.does}</span> : null}{' '}
        <span className="faint">
          <Ago at={props.at} now={props.now} />
        </span>
      </p>
      {props.body ? <p className={classes.body}>{props.body}</p> : null}
    </div>
  );
}
