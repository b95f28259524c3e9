import { LINES } from '../domain/colours';

/** The page's colours as a canvas needs them: it knows neither variables nor light-dark(). */
export function lineColours(parent: HTMLElement, scheme: 'light' | 'dark') {
  const probe = document.createElement('span');
  probe.hidden = true;
  parent.append(probe);
  const colour = (name: string) => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const found = {
    surface: colour('surface'),
    faint: colour('text-faint'),
    line: colour('line'),
    lineSoft: colour('line-soft'),
    lineStrong: colour('line-strong'),
    danger: colour('danger'),
    band: colour('band'),
    expected: colour('expected'),
    highlight: colour('accent-soft'),
    lines: LINES[scheme],
  };
  probe.remove();
  return found;
}
