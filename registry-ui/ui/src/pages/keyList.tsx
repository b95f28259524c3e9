import { Dialog } from '../components/Dialog';
import { isApple } from '../components/platform';
import classes from './keyList.module.css';

const GROUPS: [string, [string[], string][]][] = [
  [
    'Anywhere',
    [
      [[isApple ? '⌘' : 'Ctrl', 'K'], 'Go anywhere, do anything'],
      [['/'], 'Search on this page'],
      [['g', 'e'], 'Go to events'],
      [['g', 'r'], 'Go to reviews'],
      [['g', 'x'], 'Go to explore'],
      [['g', 'a'], 'Go to alerts'],
      [['g', 'd'], 'Go to the documentation'],
      [['?'], 'Show these keys'],
    ],
  ],
  [
    'In a list',
    [
      [['j'], 'Next row'],
      [['k'], 'Previous row'],
      [['Enter'], 'Open, or look at its band'],
      [['x'], 'Draw the series, or take it away'],
      [['Esc'], 'Leave the list'],
    ],
  ],
  [
    'In a proposal',
    [
      [['n'], 'Next change or file'],
      [['p'], 'The one before'],
      [['c'], 'Comment'],
      [['[', ']'], 'Part before, part after'],
    ],
  ],
  [
    'In a chart',
    [
      [['drag'], 'Zoom in'],
      [['double-click'], 'Zoom back'],
      [['[', ']'], 'Earlier, later'],
    ],
  ],
];

/** What the keys do. */
export function KeyList({ onClose }: { onClose: () => void }) {
  return (
    <Dialog label="Keys" onClose={onClose}>
      <div className={classes.list}>
        {GROUPS.map(([title, keys]) => (
          <section key={title}>
            <h2>{title}</h2>
            {keys.map(([strokes, does]) => (
              <div key={does} className={classes.row}>
                <span>{does}</span>
                <span>
                  {strokes.map((stroke) => (
                    <kbd key={stroke}>{stroke}</kbd>
                  ))}
                </span>
              </div>
            ))}
          </section>
        ))}
      </div>
    </Dialog>
  );
}
