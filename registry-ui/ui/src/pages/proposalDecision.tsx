import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { asApiError } from '../api/client';
import { merge, refreshProposal, requestId, review, withdraw } from '../api/proposals';
import { ActionFailure } from '../components/ActionFailure';
import { Icon } from '../components/Icon';
import { Segments } from '../components/Segments';
import { Tag } from '../components/Tag';
import { TextArea } from '../components/TextArea';
import { useAction } from '../components/useAction';
import type { Decision as DecisionKind, Proposal, Stage } from '../domain/model';
import { exact } from '../domain/numbers';
import classes from './proposal.module.css';
import { askWho, useActor } from './useActor';

/** What it lacks, and what one can do about it. */
export function Decision({ proposal }: { proposal: Proposal }) {
  const { proposal: summary } = proposal;
  return (
    <aside className={classes.decision} aria-label="Decision">
      <Approvals proposal={proposal} />
      {summary.state === 'OPEN' ? (
        <>
          <Lacks lacks={summary.lacks} />
          <Decide proposal={proposal} />
          <Merge proposal={proposal} />
        </>
      ) : summary.state === 'MERGED' ? (
        <Merge proposal={proposal} />
      ) : null}
    </aside>
  );
}

function Approvals({ proposal }: { proposal: Proposal }) {
  const { approvals, requestedChanges } = proposal;
  return (
    <section aria-label="Approvals">
      <h2>Approvals</h2>
      {approvals.length === 0 ? <p className="soft">None is needed.</p> : null}
      <ul className={classes.teams}>
        {approvals.map(({ team, needed, by }) => (
          <li key={team} data-enough={by.length >= needed || undefined}>
            <Icon name={by.length >= needed ? 'resolved' : 'pending'} size={15} />
            <span>
              <b>{team}</b>{' '}
              <span className="num soft">
                {exact(by.length)} of {exact(needed)}
              </span>
              {by.length > 0 ? <span className="soft"> · {by.join(', ')}</span> : null}
            </span>
          </li>
        ))}
        {requestedChanges.map((person) => (
          <li key={person} data-wrong>
            <Icon name="warning" size={15} />
            <span>
              <b>{person}</b> asked for changes
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Lacks({ lacks }: { lacks: string[] }) {
  return lacks.length === 0 ? (
    <p className={classes.ready}>
      <Icon name="resolved" size={15} /> Nothing is missing: it can be merged.
    </p>
  ) : (
    <section aria-label="What it lacks">
      <h2>What it lacks</h2>
      <ul className={classes.lacks}>
        {lacks.map((each) => (
          <li key={each}>{each}</li>
        ))}
      </ul>
    </section>
  );
}

function Decide({ proposal }: { proposal: Proposal }) {
  const client = useQueryClient();
  const { session, person, isNamed } = useActor();
  const { id, author, rounds } = proposal.proposal;
  const [body, setBody] = useState('');
  const request = useRef(requestId());
  const [tried, setTried] = useState<DecisionKind>();
  const action = useAction();
  const isAuthor = person === author;
  const decide = async (decision: DecisionKind) => {
    if (!isNamed()) {
      return;
    }
    // A repeat is the same request only while it says the same.
    if (tried !== decision) {
      request.current = requestId();
    }
    setTried(decision);
    const done = await action.run(async () => {
      await review(id, { round: rounds, decision, body, requestId: request.current });
      await refreshProposal(client, id);
    });
    if (done) {
      request.current = requestId();
      setBody('');
    }
  };
  return (
    <section aria-label="Your decision" className={classes.form}>
      <h2>Your decision</h2>
      {session === undefined ? null : person === '' ? (
        <p className="soft">
          Nobody knows who you are.{' '}
          <button type="button" className="link" onClick={() => askWho(true)}>
            Say who you are
          </button>
        </p>
      ) : (
        <p className="soft">
          As <b>{person}</b>
          {session.teams.length > 0 ? `, of ${session.teams.join(', ')}` : ''}, on round {rounds}.
          {isAuthor ? ' Others decide on what you propose.' : ''}
        </p>
      )}
      <TextArea
        label="Why, or what should change"
        hidesLabel
        placeholder="Why, or what should change"
        rows={3}
        value={body}
        onChange={(next) => {
          setBody(next);
          request.current = requestId();
        }}
      />
      <ActionFailure error={action.failure ? asApiError(action.failure) : undefined} />
      <div className={classes.buttons}>
        {isAuthor ? null : (
          <>
            <Button loading={action.isRunning} onClick={() => decide('APPROVE')}>
              Approve
            </Button>
            <Button
              variant="default"
              disabled={action.isRunning}
              onClick={() => decide('REQUEST_CHANGES')}
            >
              Request changes
            </Button>
          </>
        )}
        <Button
          variant="default"
          disabled={action.isRunning || body.trim() === ''}
          onClick={() => decide('COMMENT')}
        >
          Comment
        </Button>
      </div>
    </section>
  );
}

const STAGES: { value: Stage; label: string }[] = [
  { value: 'STAGING', label: 'Staging' },
  { value: 'PRODUCTION', label: 'Production' },
];

function Merge({ proposal }: { proposal: Proposal }) {
  const client = useQueryClient();
  const { person, isNamed } = useActor();
  const { id, author, lacks, state } = proposal.proposal;
  const [stage, setStage] = useState<Stage>('PRODUCTION');
  const [isSure, setSure] = useState(false);
  const action = useAction();
  const run = async (act: () => Promise<unknown>) => {
    if (isNamed()) {
      await action.run(async () => {
        try {
          await act();
        } finally {
          // Also after a refusal: it says what others have changed meanwhile.
          await refreshProposal(client, id);
        }
      });
    }
  };
  return (
    <section aria-label="Merge" className={classes.form}>
      <h2>{state === 'MERGED' ? 'Publish' : 'Merge and publish'}</h2>
      <p className="soft">
        {state === 'MERGED'
          ? 'It is in the source tree, and being published.'
          : 'It is checked again against what was merged meanwhile.'}
      </p>
      {state === 'OPEN' ? (
        <Segments label="Stage" value={stage} options={STAGES} onChange={setStage} />
      ) : null}
      <ActionFailure error={action.failure ? asApiError(action.failure) : undefined} />
      <div className={classes.buttons}>
        <Button
          disabled={lacks.length > 0}
          loading={action.isRunning}
          onClick={() => run(() => merge(id, stage))}
        >
          {state === 'MERGED' ? 'Try to publish again' : 'Merge'}
        </Button>
        {state === 'OPEN' && person === author && author !== '' ? (
          isSure ? (
            <>
              <Button
                variant="default"
                disabled={action.isRunning}
                onClick={() => run(() => withdraw(id))}
              >
                Yes, withdraw
              </Button>
              <Button variant="subtle" onClick={() => setSure(false)}>
                Keep
              </Button>
            </>
          ) : (
            <>
              <Button variant="default" onClick={() => setSure(true)}>
                Withdraw
              </Button>
              <Link
                to="/reviews/$id/edit"
                params={{ id: String(id) }}
                className={`link ${classes.newRound}`}
              >
                New round
              </Link>
            </>
          )
        ) : null}
      </div>
    </section>
  );
}

export function StateTag({ state }: { state: Proposal['proposal']['state'] }) {
  const tone = state === 'OPEN' ? 'accent' : state === 'MERGED' ? 'warn' : 'quiet';
  return <Tag tone={tone}>{state.toLowerCase()}</Tag>;
}
