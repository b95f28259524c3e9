import { TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { Icon } from './Icon';
import classes from './SearchField.module.css';

/** How long one pauses in typing before the address, and so the list, follows. */
const PAUSE_MS = 120;

/** Search as you type; `/` comes here, Escape empties it and goes back. */
export function SearchField(props: {
  value: string;
  label: string;
  onChange: (value: string) => void;
}) {
  const { value, onChange } = props;
  const [text, setText] = useState(value);
  const sent = useRef(value);
  useEffect(() => {
    // The address changed by other means: a link, the back button.
    if (value !== sent.current) {
      sent.current = value;
      setText(value);
    }
  }, [value]);
  useEffect(() => {
    if (text === sent.current) {
      return;
    }
    const timer = setTimeout(() => {
      sent.current = text;
      onChange(text);
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, onChange]);
  return (
    <TextInput
      className={classes.field}
      type="search"
      data-search
      aria-label={props.label}
      placeholder={props.label}
      leftSection={<Icon name="search" size={14} />}
      rightSection={text === '' ? <kbd className={classes.key}>/</kbd> : null}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          setText('');
          event.currentTarget.blur();
        } else if (event.key === 'Enter') {
          event.currentTarget.blur();
        }
      }}
      spellCheck={false}
    />
  );
}
