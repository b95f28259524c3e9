import { type MantineColorScheme, useMantineColorScheme } from '@mantine/core';
import { Icon, type IconName } from '../components/Icon';
import classes from './rail.module.css';

const NEXT: Record<MantineColorScheme, MantineColorScheme> = {
  auto: 'light',
  light: 'dark',
  dark: 'auto',
};
const LOOK: Record<MantineColorScheme, { icon: IconName; label: string }> = {
  auto: { icon: 'system', label: 'Colours as the system has them' },
  light: { icon: 'sun', label: 'Light' },
  dark: { icon: 'moon', label: 'Dark' },
};

/** As the system, light, dark. */
export function SchemeToggle() {
  // To switch without transitions Mantine would need a style element, which the CSP forbids.
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const { icon, label } = LOOK[colorScheme];
  return (
    <button
      type="button"
      className={classes.tool}
      onClick={() => setColorScheme(NEXT[colorScheme])}
      aria-label={`Colours: ${label}. Change`}
      data-tip={label}
    >
      <Icon name={icon} />
    </button>
  );
}
