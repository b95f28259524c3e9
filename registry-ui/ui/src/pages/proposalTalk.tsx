import { Button } from '@mantine/core';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { asApiError } from '../api/client';
import {
  comment,
  type NewComment,
  proposalLogQuery,
  refreshProposal,
  requestId,
  setResolved,
} from '../api/proposals';
import { ActionFailure } from '../components/ActionFailure';
import { Ago } from '../components/Ago';
import { Said } from '../components/Said';
import { Bone, Empty, Failure } from '../components/States';
import { Tag } from '../components/Tag';
import { TextArea } from '../components/TextArea';
import { useAction } from '../components/useAction';
import { useNow } from '../components/useNow';
import type { Comment, Proposal } from '../domain/model';
import { actionWords, conversation, type Thread } from '../domain/review';
import classes from './proposal.module.css';
import { useActor } from './useActor';

export const DECIDED = {
  APPROVE: 'approved',
  REQUEST_CHANGES: 'asked for changes to',
  COMMENT: 'commented on',
} as const;

/** Something to say: a comment on a line, on all of it, or an answer. What was typed stays when it fails. */
export function CommentForm(props: {
  id: number;
  label: string;
  about: Omit<NewComment, 'body' | 'requestId'>;
  focused?: boolean;
  onDone?: () => void;
  onCancel?: () => void;
}) {
  const client = useQueryClient();
  const { isNamed } = useActor();
  const [body, setBody] = useState('');
  const request = useRef(requestId());
  const action = useAction();
  const send = async () => {
    if (body.trim() === '' || !isNamed()) {
      return;
    }
    const done = await action.run(async () => {
      await comment(props.id, { ...props.about, body, requestId: request.current });
      await refreshProposal(client, props.id);
    });
    if (done) {
      request.current = requestId();
      setBody('');
      props.onDone?.();
    }
  };
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <TextArea
        label={props.label}
        hidesLabel
        placeholder={props.label}
        rows={props.focused ? 3 : 2}
        value={body}
        onChange={setBody}
        onSubmit={send}
        focused={props.focused ?? false}
        {...(props.onCancel ? { onEscape: props.onCancel } : {})}
      />
      <ActionFailure error={action.failure ? asApiError(action.failure) : undefined} />
      {body !== '' || props.focused ? (
        <div className={classes.buttons}>
          <Button type="submit" loading={action.isRunning} disabled={body.trim() === ''}>
            {props.about.thread === undefined ? 'Comment' : 'Answer'}
          </Button>
          {props.onCancel ? (
            <Button variant="subtle" onClick={props.onCancel}>
              Cancel
            </Button>
          ) : null}
        </div>
      ) : null}
    </form>
  );
}

/** A comment with its answers; a resolved one is folded. */
export function ThreadView({ id, thread, place }: { id: number; thread: Thread; place?: string }) {
  const now = useNow();
  const client = useQueryClient();
  const { isNamed } = useActor();
  const { first, answers } = thread;
  const [isOpen, setOpen] = useState(first.resolvedBy === undefined);
  const [isAnswering, setAnswering] = useState(false);
  const action = useAction();
  const resolve = async (resolved: boolean) => {
    if (!isNamed()) {
      return;
    }
    const done = await action.run(async () => {
      await setResolved(id, first.id, resolved);
      await refreshProposal(client, id);
    });
    if (done) {
      setOpen(!resolved);
    }
  };
  return (
    <section
      className={classes.thread}
      aria-label={`Thread of ${first.author}${place ? ` on ${place}` : ''}`}
      data-resolved={first.resolvedBy !== undefined || undefined}
    >
      {place ? <p className={`faint ${classes.small}`}>{place}</p> : null}
      {first.resolvedBy !== undefined ? (
        <p className="soft">
          <Tag>resolved</Tag> by <b>{first.resolvedBy}</b>{' '}
          <button type="button" className="link" onClick={() => setOpen(!isOpen)}>
            {isOpen ? 'Hide' : 'Show'}
          </button>
        </p>
      ) : null}
      {isOpen ? (
        <>
          {[first, ...answers].map((each: Comment) => (
            <Said
              key={each.id}
              author={each.author}
              at={each.createdAt}
              now={now}
              body={each.body}
            />
          ))}
          {isAnswering ? (
            <CommentForm
              id={id}
              label="Answer"
              about={{ round: first.round, thread: first.id }}
              focused
              onDone={() => setAnswering(false)}
              onCancel={() => setAnswering(false)}
            />
          ) : (
            <p className={classes.links}>
              <button type="button" className="link" onClick={() => setAnswering(true)}>
                Answer
              </button>
              <button
                type="button"
                className="link"
                onClick={() => resolve(first.resolvedBy === undefined)}
              >
                {first.resolvedBy === undefined ? 'Resolve' : 'Reopen'}
              </button>
            </p>
          )}
        </>
      ) : null}
      <ActionFailure error={action.failure ? asApiError(action.failure) : undefined} />
    </section>
  );
}

export const anchorWords = (comment: Comment): string =>
  comment.anchor
    ? `${comment.anchor.path}:${comment.anchor.line}${comment.anchor.side === 'BEFORE' ? ', before' : ''}, round ${comment.round}`
    : '';

/** Rounds, reviews and comments in order of time. */
export function Conversation(props: { proposal: Proposal; comments: Comment[] | undefined }) {
  const { proposal, comments } = props;
  const now = useNow();
  const { id, author, rounds } = proposal.proposal;
  if (comments === undefined) {
    return (
      <div className={classes.sections} aria-busy="true">
        <Bone height={40} />
        <Bone height={80} />
      </div>
    );
  }
  return (
    <div className={classes.talk}>
      {conversation(proposal, comments).map((said) => {
        switch (said.kind) {
          case 'round':
            return (
              <div key={`r${said.round.number}`} className={classes.event} data-item>
                <Said
                  author={author}
                  at={said.at}
                  now={now}
                  does={
                    <Link
                      to="/reviews/$id"
                      params={{ id: String(id) }}
                      search={{
                        tab: 'files',
                        round: said.round.number,
                        ...(said.round.number > 1 ? { from: said.round.number - 1 } : {}),
                      }}
                      className="link"
                    >
                      {said.round.number === 1 ? 'proposed' : `gave round ${said.round.number}`}
                    </Link>
                  }
                  body={said.round.number === 1 ? proposal.description : ''}
                />
                {said.round.passes ? null : <Tag tone="danger">stopped by the checks</Tag>}
              </div>
            );
          case 'review':
            return (
              <div
                key={`v${said.review.id}`}
                className={classes.event}
                data-decision={said.review.decision}
                data-item
              >
                <Said
                  author={said.review.reviewer}
                  at={said.at}
                  now={now}
                  does={`${DECIDED[said.review.decision]} round ${said.review.round}`}
                  body={said.review.body}
                />
              </div>
            );
          default:
            return (
              <div key={`t${said.thread.first.id}`} data-item>
                <ThreadView id={id} thread={said.thread} place={anchorWords(said.thread.first)} />
              </div>
            );
        }
      })}
      <CommentForm id={id} label="Comment on the proposal" about={{ round: rounds }} />
    </div>
  );
}

/** The audit log of the proposal. */
export function Log({ id }: { id: number }) {
  const now = useNow();
  const log = useInfiniteQuery(proposalLogQuery(id));
  if (log.isPending) {
    return (
      <div className={classes.sections} aria-busy="true">
        <Bone height={24} />
        <Bone height={24} />
        <Bone height={24} />
      </div>
    );
  }
  if (log.data === undefined) {
    return <Failure error={asApiError(log.error)} onRetry={() => log.refetch()} />;
  }
  const items = log.data.pages.flatMap((page) => page.items);
  if (items.length === 0) {
    return (
      <Empty icon="clock" title="Nothing is logged">
        Whatever happens to the proposal will stand here.
      </Empty>
    );
  }
  return (
    <>
      <ol className={classes.log}>
        {items.map((entry) => (
          <li key={entry.id} data-item>
            <span className="num faint">
              <Ago at={entry.at} now={now} />
            </span>
            <span>
              <b>{entry.actor}</b> <span className="soft">{actionWords(entry.action)}</span>
            </span>
            <code className={`faint ${classes.details}`}>
              {Object.entries(entry.details)
                .map(
                  ([key, value]) =>
                    `${key} ${typeof value === 'object' ? JSON.stringify(value) : value}`,
                )
                .join(' · ')}
            </code>
          </li>
        ))}
      </ol>
      {log.hasNextPage ? (
        <Button variant="default" onClick={() => log.fetchNextPage()}>
          Show more
        </Button>
      ) : null}
    </>
  );
}
