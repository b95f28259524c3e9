import { Button, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { asApiError } from '../api/client';
import { currentIdentity, setIdentity } from '../api/identity';
import { wantMail } from '../api/people';
import { sessionQuery } from '../api/proposals';
import { ActionFailure } from '../components/ActionFailure';
import { Dialog } from '../components/Dialog';
import { useAction } from '../components/useAction';
import classes from './identity.module.css';
import { askWho } from './useActor';

/** Who am I? A name where names are trusted, else a token. Kept by this browser. */
export function IdentityDialog() {
  const client = useQueryClient();
  // A link out of a mail may have ended the mails meanwhile.
  const session = useQuery({ ...sessionQuery, refetchOnMount: 'always' });
  const isTokens = session.data?.access === 'TOKENS';
  const [name, setName] = useState(currentIdentity().name);
  const [token, setToken] = useState(currentIdentity().token);
  const action = useAction();
  const close = () => askWho(false);

  const save = (next: { name: string; token: string }) =>
    action.run(async () => {
      const before = currentIdentity();
      setIdentity(next);
      try {
        await client.fetchQuery({ ...sessionQuery, staleTime: 0 });
      } catch (error) {
        setIdentity(before);
        throw error;
      }
      await client.invalidateQueries();
      close();
    });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save(isTokens ? { name: '', token: token.trim() } : { name: name.trim(), token: '' });
  };
  return (
    <Dialog label="Who you are" onClose={close}>
      <form className={classes.form} onSubmit={submit}>
        <h2>Who are you?</h2>
        <p className="soft">
          {isTokens
            ? 'Paste a token of yours. This browser keeps it and sends it with every request.'
            : 'Your name stands beside what you propose, say and decide. This browser keeps it; nobody checks it.'}
        </p>
        {isTokens ? (
          <TextInput
            label="Token"
            type="password"
            autoComplete="off"
            value={token}
            onChange={(event) => setToken(event.currentTarget.value)}
          />
        ) : (
          <TextInput
            label="Name"
            autoComplete="username"
            spellCheck={false}
            description="As teams know you: letters, digits, dots, hyphens"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
        )}
        {session.data?.person ? (
          <p className="soft">
            Now <b>{session.data.person}</b>
            {session.data.teams.length > 0 ? `, of ${session.data.teams.join(', ')}` : ''}; may{' '}
            {session.data.scopes.join(', ').toLowerCase()}.
          </p>
        ) : null}
        {session.data?.person ? (
          <Mails
            person={session.data.person}
            email={session.data.email}
            isWanted={session.data.mail}
          />
        ) : null}
        <ActionFailure error={action.failure ? asApiError(action.failure) : undefined} />
        <div className={classes.buttons}>
          <Button
            type="submit"
            loading={action.isRunning}
            disabled={(isTokens ? token : name).trim() === ''}
          >
            Use this {isTokens ? 'token' : 'name'}
          </Button>
          {session.data?.person ? (
            <Button variant="default" onClick={() => save({ name: '', token: '' })}>
              Forget me
            </Button>
          ) : null}
          <Button variant="subtle" onClick={close}>
            Cancel
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** Whether notices of review go to the person by mail. */
function Mails(props: { person: string; email: string | null; isWanted: boolean }) {
  const { person, email, isWanted } = props;
  const client = useQueryClient();
  const action = useAction();
  if (!email) {
    return (
      <p className="soft">
        No mail about reviews: no address of yours is known. An administrator can add it.
      </p>
    );
  }
  const want = (wanted: boolean) =>
    action.run(async () => {
      await wantMail(person, wanted);
      await client.invalidateQueries({ queryKey: sessionQuery.queryKey });
    });
  return (
    <>
      <label className={classes.mails}>
        <input
          type="checkbox"
          checked={isWanted}
          disabled={action.isRunning}
          onChange={(event) => want(event.currentTarget.checked)}
        />
        <span>
          Mail about reviews to <b>{email}</b>
        </span>
      </label>
      <ActionFailure error={action.failure ? asApiError(action.failure) : undefined} />
    </>
  );
}
