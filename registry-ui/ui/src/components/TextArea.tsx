import { useId } from 'react';
import classes from './TextArea.module.css';

/** A text of several lines under its label. ⌘ or Ctrl with Enter is the main thing to do with it. */
export function TextArea(props: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  onSubmit?: () => void;
  onEscape?: () => void;
  placeholder?: string;
  rows?: number;
  code?: boolean;
  hidesLabel?: boolean;
  focused?: boolean;
}) {
  const id = useId();
  return (
    <div className={classes.field}>
      <label htmlFor={id} className={props.hidesLabel ? 'unseen' : classes.label}>
        {props.label}
      </label>
      <textarea
        id={id}
        className={classes.area}
        data-code={props.code || undefined}
        rows={props.rows ?? 4}
        value={props.value}
        placeholder={props.placeholder}
        // biome-ignore lint/a11y/noAutofocus: one asked for it
        autoFocus={props.focused}
        spellCheck={!props.code}
        onChange={(event) => props.onChange(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) {
            event.preventDefault();
            props.onSubmit?.();
          } else if (event.key === 'Escape') {
            event.currentTarget.blur();
            props.onEscape?.();
          }
        }}
      />
    </div>
  );
}
