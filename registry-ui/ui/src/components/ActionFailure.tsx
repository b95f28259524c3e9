import classes from './ActionFailure.module.css';
import { Icon } from './Icon';
import type { Failing } from './States';

/** Why the last try of an action failed, beside the action; nothing when it did not. */
export function ActionFailure({ error }: { error: Failing | undefined }) {
  return error ? (
    <p className={classes.failure} role="alert">
      <Icon name="warning" size={14} />
      <span>
        {error.detail} <code>{error.code}</code>
      </span>
    </p>
  ) : null;
}
