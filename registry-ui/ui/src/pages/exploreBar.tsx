import { Select } from '@mantine/core';
import '@mantine/core/styles/Combobox.css';
import '@mantine/core/styles/Popover.css';
import '@mantine/core/styles/ScrollArea.css';
import { Icon } from '../components/Icon';
import { Segments } from '../components/Segments';
import { type ChangeExplore, choiceKey, type ExploreState, type Resolved } from '../domain/explore';
import { metricLabel } from '../domain/seriesPath';
import { durationSeconds } from '../domain/time';
import classes from './exploreBar.module.css';
import { RangePicker } from './rangePicker';

/** Which metric, broken down by what, how fine, and when. */
export function ExploreBar(props: {
  resolved: Resolved;
  state: ExploreState;
  onChange: ChangeExplore;
}) {
  const { resolved, state, onChange } = props;
  const { item, choices, dimensionSets, resolutions, all } = resolved;
  const key = choiceKey(item);
  return (
    <>
      <Select
        className={classes.metric}
        aria-label="Metric"
        leftSection={<Icon name="metric" size={14} />}
        searchable
        allowDeselect={false}
        withCheckIcon={false}
        maxDropdownHeight={420}
        comboboxProps={{ width: 'max-content', position: 'bottom-start' }}
        nothingFoundMessage="No such metric"
        value={key}
        data={grouped(choices)}
        onChange={(chosen) => {
          const choice = choices.find((each) => choiceKey(each) === chosen);
          if (choice) {
            // Range, breakdown and slices stay, as far as the other metric has them.
            onChange({
              event: choice.eventType,
              metric: choice.metric,
              statistic: choice.statistic,
            });
          }
        }}
      />
      <Select
        className={classes.by}
        aria-label="Breakdown"
        allowDeselect={false}
        withCheckIcon={false}
        comboboxProps={{ width: 'max-content', position: 'bottom-start' }}
        value={item.dimensionSet.join(',')}
        data={dimensionSets.map((set) => ({
          value: set,
          label: set === '' ? 'Overall' : `By ${set.replaceAll(',', ' × ')}`,
        }))}
        onChange={(by) =>
          onChange({ by: by ?? '', selected: undefined, focus: undefined, search: undefined })
        }
      />
      {resolutions.length > 1 ? (
        <Segments
          label="Resolution"
          value={item.resolution}
          options={resolutions.map((resolution) => ({ value: resolution, label: resolution }))}
          onChange={(resolution) => onChange({ resolution })}
        />
      ) : null}
      {all ? (
        <RangePicker
          all={all}
          state={state}
          resolution={durationSeconds(item.resolution)}
          onChange={onChange}
        />
      ) : null}
    </>
  );
}

function grouped(choices: Resolved['choices']) {
  const groups = new Map<string, { value: string; label: string }[]>();
  for (const choice of choices) {
    const items = groups.get(choice.eventType) ?? [];
    items.push({ value: choiceKey(choice), label: metricLabel(choice.metric, choice.statistic) });
    groups.set(choice.eventType, items);
  }
  return [...groups].map(([group, items]) => ({ group, items }));
}
