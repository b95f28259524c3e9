import { type ReactNode, useEffect, useRef } from 'react';
import classes from './Dialog.module.css';

/** A modal dialog: the browser's own, which keeps the focus in and gives it back. */
export function Dialog(props: {
  label: string;
  wide?: boolean;
  onClose: () => void;
  children: ReactNode;
}) {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = ref.current as HTMLDialogElement;
    dialog.showModal();
    return () => dialog.close();
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it, by the browser
    <dialog
      ref={ref}
      className={classes.dialog}
      aria-label={props.label}
      data-wide={props.wide || undefined}
      onCancel={(event) => {
        event.preventDefault();
        props.onClose();
      }}
      onClick={(event) => {
        if (event.target === event.currentTarget) {
          props.onClose();
        }
      }}
    >
      {props.children}
    </dialog>
  );
}
