import type { ReactNode } from 'react';
import classes from './Page.module.css';

/** A page: its title, what belongs beside it, and its content. */
export function Page(props: {
  title: ReactNode;
  /** How many, what of: quiet, behind the title. */
  aside?: ReactNode;
  /** Search, filters. */
  controls?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className={classes.page}>
      <header className={classes.head}>
        <div className={classes.title}>
          {typeof props.title === 'string' ? <h1>{props.title}</h1> : props.title}
          {props.aside ? <span className="faint num">{props.aside}</span> : null}
        </div>
        {props.controls ? <div className={classes.controls}>{props.controls}</div> : null}
      </header>
      {props.children}
    </div>
  );
}

/** A part of a page under a small heading. */
export function Section(props: {
  title: string;
  aside?: ReactNode;
  children: ReactNode;
  id?: string;
}) {
  return (
    <section className={classes.section} aria-label={props.title} id={props.id}>
      <div className={classes.sectionHead}>
        <h2>{props.title}</h2>
        {props.aside ? <span className="faint num">{props.aside}</span> : null}
      </div>
      {props.children}
    </section>
  );
}
