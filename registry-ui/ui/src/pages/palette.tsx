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
import { searchQuery } from '../api/catalogue';
import { eventTypeSearchQuery } from '../api/eventTypes';
import { metricsQuery } from '../api/series';
import { Dialog } from '../components/Dialog';
import { Icon, type IconName } from '../components/Icon';
import { DOCS_HOME } from '../domain/docs';
import { choiceKey, choices } from '../domain/explore';
import { type Match, rank } from '../domain/fuzzy';
import { metricLabel } from '../domain/seriesPath';
import classes from './palette.module.css';
import { askWho } from './useActor';

interface Command {
  readonly key: string;
  readonly icon: IconName;
  readonly group: string;
  readonly text: string;
  readonly hint?: string;
  readonly run: () => void;
}

const SHOWN_MAX = 12;
/** Of what the catalogue finds, where names already say something. */
const HITS_MAX = 8;
const NO_PLACES: Match = { score: 0, at: [] };

/** Go anywhere, do anything: pages, event types, metrics, and what one can do. */
export function Palette({ onClose, onKeys }: { onClose: () => void; onKeys: () => void }) {
  const [query, setQuery] = useState('');
  const [active, setActive] = useState(0);
  const words = useDeferredValue(query);
  const commands = useCommands(words, onKeys);
  const hits = useHits(words);
  const named = rank(
    commands,
    query,
    (command) => command.text,
    hits.length > 0 ? SHOWN_MAX - Math.min(hits.length, HITS_MAX) : SHOWN_MAX,
  );
  const known = new Set(named.map(({ item }) => item.key));
  const found = [
    ...named,
    ...hits
      .filter((hit) => !known.has(hit.key))
      .slice(0, SHOWN_MAX - named.length)
      .map((item) => ({ item, match: NO_PLACES })),
  ];
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
          aria-label="Event type, attribute, metric, alert, page or command"
          placeholder="Event type, attribute, metric, alert, page or command"
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

/** What the catalogue finds by names, descriptions and units: all that is declared. */
function useHits(query: string): Command[] {
  const navigate = useNavigate();
  const words = query.trim().length > 1 && !query.includes('*') ? query.trim() : '';
  const found = useQuery(searchQuery(words));
  const items = words === '' ? [] : (found.data?.items ?? []);
  const hits = items.map((hit): Command | undefined => {
    const { name, eventType, within, text } = hit;
    const event = (attribute?: string) =>
      navigate({ to: '/events/$name', params: { name: eventType }, search: { attribute } });
    switch (hit.kind) {
      case 'EVENT_TYPE':
        return {
          key: `e ${name}`,
          icon: 'events',
          group: 'Event type',
          text: name,
          hint: text,
          run: () => event(),
        };
      case 'ATTRIBUTE':
        return {
          key: `a ${eventType} ${name}`,
          icon: 'events',
          group: 'Attribute',
          text: name,
          hint: [eventType, text].filter(Boolean).join(' · '),
          run: () => event(name),
        };
      case 'ENUM_VALUE':
        return {
          key: `v ${eventType} ${within} ${name}`,
          icon: 'events',
          group: 'Value',
          text: name,
          hint: [`${eventType} ${within}`, text].filter(Boolean).join(' · '),
          run: () => event(within),
        };
      case 'METRIC':
        return {
          key: `h ${eventType} ${name}`,
          icon: 'metric',
          group: 'Metric',
          text: name,
          hint: [eventType, text].filter(Boolean).join(' · '),
          run: () =>
            navigate({ to: '/explore', search: { event: eventType, metric: name } as never }),
        };
      case 'ALERT':
        return {
          key: `r ${eventType} ${name}`,
          icon: 'alerts',
          group: 'Alert',
          text: name,
          hint: `${eventType} · ${within}`,
          run: () => navigate({ to: '/alerts', search: { event: eventType, state: undefined } }),
        };
      case 'OWNER':
        return {
          key: `o ${name}`,
          icon: 'events',
          group: 'Owner',
          text: name,
          hint: text,
          run: () => navigate({ to: '/events', search: { q: name } }),
        };
      default:
        return undefined;
    }
  });
  return hits.filter((hit) => hit !== undefined);
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
      key: 'p4',
      icon: 'reviews',
      group: 'Page',
      text: 'Reviews',
      run: () => navigate({ to: '/reviews' }),
    },
    {
      key: 'p5',
      icon: 'reviews',
      group: 'Review',
      text: 'New proposal',
      run: () => navigate({ to: '/reviews/new' }),
    },
    {
      key: 'p6',
      icon: 'reviews',
      group: 'Review',
      text: 'What waits for me',
      run: () => navigate({ to: '/reviews', search: { list: 'waiting' } }),
    },
    {
      key: 'p7',
      icon: 'person',
      group: 'Review',
      text: 'Say who I am',
      run: () => askWho(true),
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
    {
      key: 'p8',
      icon: 'docs',
      group: 'Page',
      text: 'Documentation',
      run: () => navigate({ to: '/docs/$page', params: { page: DOCS_HOME } }),
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
