import { useEffect, useRef } from 'react';
import classes from './Tips.module.css';

const MARGIN = 8;

/**
 * One tooltip for the whole application: it shows the `data-tip` of whatever is under the pointer or has the focus.
 * A table of a thousand numbers costs nothing more than its attributes.
 */
export function Tips() {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const tip = ref.current as HTMLDivElement;
    const over = (event: Event) => show(tip, event.target);
    const hide = () => tip.removeAttribute('data-shown');
    document.addEventListener('pointerover', over);
    document.addEventListener('focusin', over);
    document.addEventListener('pointerdown', hide);
    document.addEventListener('scroll', hide, true);
    return () => {
      document.removeEventListener('pointerover', over);
      document.removeEventListener('focusin', over);
      document.removeEventListener('pointerdown', hide);
      document.removeEventListener('scroll', hide, true);
    };
  }, []);
  return <div ref={ref} className={classes.tip} role="tooltip" />;
}

function show(tip: HTMLElement, target: EventTarget | null) {
  const owner = target instanceof Element ? target.closest('[data-tip]') : null;
  const text = owner?.getAttribute('data-tip');
  if (!owner || !text) {
    tip.removeAttribute('data-shown');
    return;
  }
  tip.textContent = text;
  const box = owner.getBoundingClientRect();
  const { width, height } = tip.getBoundingClientRect();
  const middle = box.left + box.width / 2 - width / 2;
  const left = Math.max(MARGIN, Math.min(middle, innerWidth - width - MARGIN));
  const above = box.top - height - 6;
  tip.style.transform = `translate(${Math.round(left)}px, ${Math.round(above < MARGIN ? box.bottom + 6 : above)}px)`;
  tip.setAttribute('data-shown', '');
}
