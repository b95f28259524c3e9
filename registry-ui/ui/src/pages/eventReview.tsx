import { Button, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { asApiError } from '../api/client';
import { deprecate, promote, reinstate } from '../api/proposals';
import { ActionFailure } from '../components/ActionFailure';
import { Ago } from '../components/Ago';
import { Dialog } from '../components/Dialog';
import { Icon } from '../components/Icon';
import { Tag } from '../components/Tag';
import { TextArea } from '../components/TextArea';
import { useAction } from '../components/useAction';
import type { EventType } from '../domain/model';
import classes from './eventReview.module.css';
import { useActor } from './useActor';

function useEventAction(name: string) {
  const client = useQueryClient();
  const { isNamed } = useActor();
  const action = useAction();
  return {
    isRunning: action.isRunning,
    error: action.failure ? asApiError(action.failure) : undefined,
    run: async (act: () => Promise<unknown>) =>
      isNamed() &&
      (await action.run(async () => {
        await act();
        await Promise.all([
          client.invalidateQueries({ queryKey: ['event-type', name] }),
          client.invalidateQueries({ queryKey: ['event-types'] }),
        ]);
      })),
  };
}

/** That nobody should send it any more, why, and who said so. */
export function DeprecationBanner({ eventType, now }: { eventType: EventType; now: number }) {
  const { name, deprecation } = eventType;
  const { isRunning, error, run } = useEventAction(name);
  if (!deprecation) {
    return null;
  }
  return (
    <section className={classes.banner} aria-label="Deprecation">
      <Icon name="warning" size={16} />
      <div>
        <p>
          <b>Deprecated.</b> {deprecation.reason}
          {deprecation.successor ? (
            <>
              {' '}
              Use{' '}
              <Link to="/events/$name" params={{ name: deprecation.successor }} className="link">
                {deprecation.successor}
              </Link>{' '}
              instead.
            </>
          ) : null}
        </p>
        <p className={classes.by}>
          Said by {deprecation.actor} <Ago at={deprecation.at} now={now} />. Its events are taken as
          before.{' '}
          <button
            type="button"
            className="link"
            disabled={isRunning}
            onClick={() => run(() => reinstate(name))}
          >
            Reinstate
          </button>
        </p>
        <ActionFailure error={error} />
      </div>
    </section>
  );
}

/** Where the latest revision is, and the way on from staging. */
export function StageMark({ eventType }: { eventType: EventType }) {
  const { isRunning, error, run } = useEventAction(eventType.name);
  if (eventType.stage === 'PRODUCTION') {
    return <span>In production</span>;
  }
  return (
    <span>
      <Tag
        tone="warn"
        tip={
          eventType.productionRevisionId === undefined
            ? 'It was never in production'
            : `Production has revision ${eventType.productionRevisionId}`
        }
      >
        staging
      </Tag>{' '}
      <button
        type="button"
        className="link"
        disabled={isRunning}
        onClick={() => run(() => promote(eventType.revisionId))}
      >
        Promote to production
      </button>
      <ActionFailure error={error} />
    </span>
  );
}

/** What one can do with an event type. */
export function EventActions({ eventType }: { eventType: EventType }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      {eventType.deprecation ? null : (
        <Button variant="subtle" onClick={() => setOpen(true)}>
          Deprecate
        </Button>
      )}
      <Link to="/reviews/new" search={{ event: eventType.name }} className={classes.propose}>
        <Icon name="reviews" size={15} /> Propose a change
      </Link>
      {isOpen ? <DeprecateDialog name={eventType.name} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function DeprecateDialog({ name, onClose }: { name: string; onClose: () => void }) {
  const [reason, setReason] = useState('');
  const [successor, setSuccessor] = useState('');
  const { isRunning, error, run } = useEventAction(name);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const to = successor.trim();
    if (await run(() => deprecate(name, { reason, ...(to ? { successor: to } : {}) }))) {
      onClose();
    }
  };
  return (
    <Dialog label="Deprecate" onClose={onClose}>
      <form className={classes.form} onSubmit={submit}>
        <h2>Deprecate {name}</h2>
        <p className="soft">
          People are told not to use it any more. Its events are taken as before.
        </p>
        <TextArea label="Why" rows={3} value={reason} onChange={setReason} focused />
        <TextInput
          label="Event type to use instead, if there is one"
          spellCheck={false}
          value={successor}
          onChange={(event) => setSuccessor(event.currentTarget.value)}
        />
        <ActionFailure error={error} />
        <div className={classes.buttons}>
          <Button type="submit" loading={isRunning} disabled={reason.trim() === ''}>
            Deprecate
          </Button>
          <Button variant="subtle" onClick={onClose}>
            Cancel
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
