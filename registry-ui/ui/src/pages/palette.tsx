import { useMantineColorScheme } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import {
  type KeyboardEvent,
  type ReactNode,
  useDeferredValue,
  useEffect,
  useRef,
  useState,
} from 'react';
import { eventTypeSearchQuery } from '../api/eventTypes';
import { metricsQuery } from '../api/series';
import { Dialog } from '../components/Dialog';
import { Icon, type IconName } from '../components/Icon';
import { choiceKey, choices } from '../domain/explore';
import { type Match, rank } from '../domain/fuzzy';
import { metricLabel } from '../domain/seriesPath';
import classes from './palette.module.css';

interface Command {
  readonly key: string;
  readonly icon: IconName;
  readonly group: string;
  readonly text: string;
  readonly hint?: string;
  readonly run: () => void;
}

const SHOWN_MAX = 12;

/** Go anywhere, do anything: pages, event types, metrics, and what one can do. */
export function Palette({ onClose, onKeys }: { onClose: () => void; onKeys: () => void }) {
  const [query, setQuery] = useState('');
  const [active, setActive] = useState(0);
  const commands = useCommands(useDeferredValue(query), onKeys);
  const found = rank(commands, query, (command) => command.text, SHOWN_MAX);
  const chosen = Math.min(active, found.length - 1);

  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector(`#option-${chosen}`)?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);

  const run = (command: Command | undefined) => {
    if (command) {
      onClose();
      command.run();
    }
  };
  const press = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && found.length > 0) {
      event.preventDefault();
      setActive((chosen + step + found.length) % found.length);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      run(found[chosen]?.item);
    } else if (event.key === 'k' && (event.metaKey || event.ctrlKey)) {
      event.preventDefault();
      onClose();
    }
  };
  return (
    <Dialog label="Go to" wide onClose={onClose}>
      <div className={classes.input}>
        <Icon name="search" />
        <input
          autoFocus
          role="combobox"
          aria-expanded="true"
          aria-controls="palette-list"
          aria-activedescendant={found.length > 0 ? `option-${chosen}` : undefined}
          aria-label="Event type, metric, page or command"
          placeholder="Event type, metric, page or command"
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            setActive(0);
          }}
          onKeyDown={press}
          spellCheck={false}
          autoComplete="off"
        />
      </div>
      <div
        ref={list}
        id="palette-list"
        role="listbox"
        aria-label="Results"
        className={classes.list}
      >
        {found.map(({ item, match }, i) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the input has the keys
          <div
            key={item.key}
            id={`option-${i}`}
            role="option"
            tabIndex={-1}
            aria-selected={i === chosen}
            className={classes.option}
            onClick={() => run(item)}
            onPointerMove={() => setActive(i)}
          >
            <Icon name={item.icon} size={15} />
            <span className="clip">{marked(item.text, match)}</span>
            {item.hint ? <span className={`clip faint ${classes.hint}`}>{item.hint}</span> : null}
            <span className={classes.group}>{item.group}</span>
          </div>
        ))}
        {found.length === 0 ? <p className={classes.none}>Nothing is called “{query}”.</p> : null}
      </div>
    </Dialog>
  );
}

function useCommands(query: string, onKeys: () => void): Command[] {
  const navigate = useNavigate();
  const { setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  // The server searches where there are more event types than one loads; patterns and letters are matched here.
  const words = /^[\w. ]*$/.test(query) && query.length > 2 ? query : '';
  const matching = useQuery(eventTypeSearchQuery(words)).data?.items ?? [];
  const first = useQuery(eventTypeSearchQuery('')).data?.items ?? [];
  const metrics = useQuery(metricsQuery).data?.items ?? [];

  const eventTypes = [
    ...new Map([...first, ...matching].map((each) => [each.name, each])).values(),
  ];
  return [
    {
      key: 'p1',
      icon: 'events',
      group: 'Page',
      text: 'Events',
      run: () => navigate({ to: '/events' }),
    },
    {
      key: 'p2',
      icon: 'explore',
      group: 'Page',
      text: 'Explore',
      run: () => navigate({ to: '/explore' }),
    },
    {
      key: 'p3',
      icon: 'alerts',
      group: 'Page',
      text: 'Alerts',
      run: () => navigate({ to: '/alerts' }),
    },
    ...eventTypes.map(
      ({ name, owner }): Command => ({
        key: `e ${name}`,
        icon: 'events',
        group: 'Event type',
        text: name,
        hint: owner,
        run: () => navigate({ to: '/events/$name', params: { name } }),
      }),
    ),
    ...choices(metrics).map(
      (choice): Command => ({
        key: `m ${choiceKey(choice)}`,
        icon: 'metric',
        group: 'Metric',
        text: metricLabel(choice.metric, choice.statistic),
        hint: choice.eventType,
        run: () =>
          navigate({
            to: '/explore',
            search: {
              event: choice.eventType,
              metric: choice.metric,
              stat: choice.statistic || undefined,
            } as never,
          }),
      }),
    ),
    {
      key: 'c1',
      icon: 'alerts',
      group: 'Page',
      text: 'Firing alerts',
      run: () => navigate({ to: '/alerts', search: { state: 'firing', event: undefined } }),
    },
    {
      key: 'c2',
      icon: 'sun',
      group: 'Colours',
      text: 'Light colours',
      run: () => setColorScheme('light'),
    },
    {
      key: 'c3',
      icon: 'moon',
      group: 'Colours',
      text: 'Dark colours',
      run: () => setColorScheme('dark'),
    },
    {
      key: 'c4',
      icon: 'system',
      group: 'Colours',
      text: 'Colours as the system has them',
      run: () => setColorScheme('auto'),
    },
    { key: 'c5', icon: 'keyboard', group: 'Help', text: 'Show the keys', run: onKeys },
    {
      key: 'c6',
      icon: 'link',
      group: 'Copy',
      text: 'Copy the address of this page',
      run: () => void navigator.clipboard?.writeText(location.href),
    },
  ];
}

function marked(text: string, { at }: Match): ReactNode {
  if (at.length === 0) {
    return text;
  }
  const hit = new Set(at);
  return [...text].map((char, i) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: characters have no other name
    hit.has(i) ? <b key={i}>{char}</b> : char,
  );
}
