import { Button, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useMemo, useRef, useState } from 'react';
import { asApiError } from '../api/client';
import {
  addRound,
  previewImpact,
  proposalQuery,
  propose,
  refreshProposal,
  requestId,
  roundFilesQuery,
  treeQuery,
} from '../api/proposals';
import { ActionFailure } from '../components/ActionFailure';
import { Diff } from '../components/Diff';
import { Page, Section } from '../components/Page';
import { SearchField } from '../components/SearchField';
import { Segments } from '../components/Segments';
import { Bone, Empty, Failure } from '../components/States';
import { Tag } from '../components/Tag';
import { TextArea } from '../components/TextArea';
import { useAction } from '../components/useAction';
import { useWide } from '../components/useWide';
import type { Impact, Proposal } from '../domain/model';
import { count } from '../domain/numbers';
import { type Rebased, rebase } from '../domain/rebase';
import { changedFiles, fileOf } from '../domain/review';
import { Crumbs } from './proposal';
import classes from './proposalEditor.module.css';
import { ImpactView } from './proposalImpact';
import { useActor } from './useActor';
import { useTitle } from './useTitle';

const newRoute = getRouteApi('/reviews/new');
const editRoute = getRouteApi('/reviews/$id/edit');
const PATHS_MAX = 100;

/** Texts are changed from this: never from what an earlier page left behind. */
const freshTree = { ...treeQuery, refetchOnMount: 'always' as const };

type Texts = ReadonlyMap<string, string | undefined>;

/** Writes a proposal. */
export function NewProposal() {
  useTitle('New proposal');
  const { event, file } = newRoute.useSearch();
  const tree = useQuery(freshTree);
  if (tree.data === undefined || !tree.isFetchedAfterMount) {
    return (
      <Page title="New proposal">
        {tree.isError ? (
          <Failure error={asApiError(tree.error)} onRetry={() => tree.refetch()} />
        ) : (
          <Loading />
        )}
      </Page>
    );
  }
  const { items, commit } = tree.data;
  return (
    <Page title="New proposal">
      <Editor
        base={new Map(items.map((each) => [each.path, each.source]))}
        commit={commit}
        edited={new Map()}
        open={file ?? (event ? fileOf(event, items) : undefined)}
      />
    </Page>
  );
}

/** Gives an open proposal a new round. */
export function EditProposal() {
  const id = Number(editRoute.useParams().id);
  useTitle(`New round · #${id}`);
  const tree = useQuery(freshTree);
  const proposal = useQuery(proposalQuery(id));
  const rounds = proposal.data?.proposal.rounds ?? 1;
  const files = useQuery({
    ...roundFilesQuery(id, rounds, 0),
    enabled: proposal.data !== undefined,
  });
  const failed = [tree, proposal, files].find((each) => each.isError && each.data === undefined);
  if (!tree.data || !tree.isFetchedAfterMount || !proposal.data || !files.data) {
    return (
      <Page title={<Crumbs />}>
        {failed ? (
          <Failure error={asApiError(failed.error)} onRetry={() => failed.refetch()} />
        ) : (
          <Loading />
        )}
      </Page>
    );
  }
  const base = new Map(tree.data.items.map((each) => [each.path, each.source]));
  const rebased = rebase(files.data.items, base);
  return (
    <Page title={<Crumbs proposal={proposal.data} />}>
      {proposal.data.proposal.state === 'OPEN' ? (
        <Editor
          key={id}
          base={base}
          commit={tree.data.commit}
          edited={rebased.texts}
          open={rebased.conflicts[0] ?? files.data.items[0]?.path}
          proposal={proposal.data}
          rebased={rebased}
        />
      ) : (
        <Empty icon="resolved" title="It is not open any more">
          Only an open proposal gets new rounds.{' '}
          <Link to="/reviews/new" className="link">
            Write a new one
          </Link>
        </Empty>
      )}
    </Page>
  );
}

const Loading = () => (
  <div className={classes.content} aria-busy="true">
    <Bone width={320} height={28} />
    <Bone height={64} />
    <Bone height={320} />
  </div>
);

interface EditorProps {
  base: ReadonlyMap<string, string>;
  /** That the base is the tree of. */
  commit: number;
  edited: Texts;
  open: string | undefined;
  proposal?: Proposal;
  rebased?: Rebased;
}

function Editor(props: EditorProps) {
  const { proposal } = props;
  const navigate = useNavigate();
  const client = useQueryClient();
  const { isNamed } = useActor();
  // What is published may move on while one writes: one compares with what one began from.
  const [base] = useState(props.base);
  const [baseCommit] = useState(props.commit);
  const [rebased] = useState(props.rebased);
  const [edited, setEdited] = useState<Texts>(props.edited);
  const [open, setOpen] = useState(props.open);
  const [title, setTitle] = useState('');
  const [description, setDescription] = useState('');
  const [impact, setImpact] = useState<{ impact: Impact; of: Texts }>();
  const preview = useAction();
  const sending = useAction();
  const request = useRef(requestId());
  const isWide = useWide(1000);
  const files = useMemo(() => changedFiles(base, edited), [base, edited]);
  const id = proposal?.proposal.id;
  const canSend = files.length > 0 && (proposal !== undefined || title.trim() !== '');

  const change = (path: string, source: string | undefined) => {
    request.current = requestId();
    setEdited((before) => new Map(before).set(path, source));
  };
  const reset = (path: string) =>
    setEdited((before) => new Map([...before].filter(([each]) => each !== path)));
  const send = async () => {
    if (!canSend || !isNamed()) {
      return;
    }
    await sending.run(async () => {
      const made =
        id === undefined
          ? await propose({
              title: title.trim(),
              description,
              baseCommit,
              files,
              requestId: request.current,
            })
          : await addRound(id, { baseCommit, files, requestId: request.current });
      await refreshProposal(client, made.proposal.id);
      navigate({ to: '/reviews/$id', params: { id: String(made.proposal.id) } });
    });
  };
  return (
    <div className={classes.content}>
      {proposal ? (
        <>
          <p className="soft">
            Round {proposal.proposal.rounds + 1} begins with what round {proposal.proposal.rounds}{' '}
            changes, on the source tree of now. It replaces it: approvals hold only where nothing
            else changes.
          </p>
          {rebased ? <Meanwhile rebased={rebased} /> : null}
        </>
      ) : (
        <div className={classes.words}>
          <TextInput
            label="Title"
            maxLength={200}
            value={title}
            onChange={(event) => {
              request.current = requestId();
              setTitle(event.currentTarget.value);
            }}
          />
          <TextArea
            label="Description: why, and what it is for"
            rows={3}
            value={description}
            onChange={(next) => {
              request.current = requestId();
              setDescription(next);
            }}
          />
        </div>
      )}
      <div className={classes.columns}>
        <FilePicker base={base} edited={edited} open={open} onOpen={setOpen} onAdd={change} />
        <FileEditor
          key={open}
          path={open}
          base={open === undefined ? undefined : base.get(open)}
          text={
            open === undefined ? undefined : edited.has(open) ? edited.get(open) : base.get(open)
          }
          onChange={change}
          onReset={reset}
        />
      </div>
      <Section title="What changes" aside={files.length === 0 ? null : count(files.length, 'file')}>
        {files.length === 0 ? (
          <p className="soft">Nothing yet: pick a file and edit it, or add one.</p>
        ) : (
          files.map(({ path, source }) => (
            <section key={path} className={classes.block} aria-label={path}>
              <h3>
                <code>{path}</code>
              </h3>
              <Diff
                label={`Changes of ${path}`}
                before={base.get(path)}
                after={source ?? undefined}
                layout={isWide ? 'split' : 'unified'}
              />
            </section>
          ))
        )}
      </Section>
      {impact ? (
        <Section
          title="Impact"
          aside={impact.of === edited ? null : <Tag tone="warn">of an earlier text</Tag>}
        >
          <ImpactView impact={impact.impact} />
        </Section>
      ) : null}
      <div className={classes.actions}>
        <ActionFailure error={preview.failure ? asApiError(preview.failure) : undefined} />
        <ActionFailure error={sending.failure ? asApiError(sending.failure) : undefined} />
        <div className={classes.buttons}>
          <Button disabled={!canSend} loading={sending.isRunning} onClick={send}>
            {proposal ? `Give round ${proposal.proposal.rounds + 1}` : 'Propose'}
          </Button>
          <Button
            variant="default"
            disabled={files.length === 0}
            loading={preview.isRunning}
            onClick={() =>
              preview.run(async () =>
                setImpact({ impact: await previewImpact({ baseCommit, files }), of: edited }),
              )
            }
          >
            Preview impact
          </Button>
          {canSend ? null : (
            <span className="soft">
              {files.length === 0 ? 'Change a file to propose it.' : 'It needs a title.'}
            </span>
          )}
        </div>
      </div>
    </div>
  );
}

/** What others merged since the round was made, in files that it changes. */
function Meanwhile({ rebased: { merged, conflicts } }: { rebased: Rebased }) {
  return (
    <>
      {merged.length > 0 ? (
        <p role="status">
          Others changed <code>{merged.join(', ')}</code> meanwhile; their change is in the text.
        </p>
      ) : null}
      {conflicts.length > 0 ? (
        <p role="alert">
          <Tag tone="danger">conflict</Tag> Others changed <code>{conflicts.join(', ')}</code> in
          the same place. The text is that of the round and takes back what they did: bring it in
          again by hand.
        </p>
      ) : null}
    </>
  );
}

function FilePicker(props: {
  base: ReadonlyMap<string, string>;
  edited: Texts;
  open: string | undefined;
  onOpen: (path: string) => void;
  onAdd: (path: string, source: string) => void;
}) {
  const { base, edited, open } = props;
  const [search, setSearch] = useState('');
  const [path, setPath] = useState('');
  const all = [...new Set([...edited.keys(), ...base.keys()])].sort();
  const found = all.filter((each) => each.toLowerCase().includes(search.toLowerCase()));
  const shown = found.slice(0, PATHS_MAX);
  const add = () => {
    const next = path.trim();
    if (next !== '') {
      if (!all.includes(next)) {
        props.onAdd(next, '');
      }
      props.onOpen(next);
      setPath('');
    }
  };
  return (
    <section aria-label="Files" className={classes.picker}>
      {all.length > 8 ? (
        <SearchField value={search} label="Search files" onChange={setSearch} />
      ) : null}
      {all.length === 0 ? (
        <p className="soft">Nothing is published yet. Add the first file.</p>
      ) : (
        <ul className={classes.paths}>
          {shown.map((each) => (
            <li key={each}>
              <button
                type="button"
                aria-current={each === open || undefined}
                onClick={() => props.onOpen(each)}
              >
                <code>{each}</code>
                <FileMark
                  before={base.get(each)}
                  isEdited={edited.has(each)}
                  after={edited.get(each)}
                />
              </button>
            </li>
          ))}
        </ul>
      )}
      {found.length > shown.length ? (
        <p className="faint">and {count(found.length - shown.length, 'more file')}: search</p>
      ) : null}
      <form
        className={classes.add}
        onSubmit={(event) => {
          event.preventDefault();
          add();
        }}
      >
        <TextInput
          aria-label="Path of a new file"
          placeholder="shop/refund.proto"
          spellCheck={false}
          value={path}
          onChange={(event) => setPath(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" disabled={path.trim() === ''}>
          Add file
        </Button>
      </form>
    </section>
  );
}

function FileMark(props: {
  before: string | undefined;
  isEdited: boolean;
  after: string | undefined;
}) {
  const { before, isEdited, after } = props;
  if (!isEdited || before === after) {
    return null;
  }
  return after === undefined ? (
    <Tag tone="danger">deleted</Tag>
  ) : before === undefined ? (
    <Tag tone="accent">new</Tag>
  ) : (
    <Tag tone="accent">changed</Tag>
  );
}

function FileEditor(props: {
  path: string | undefined;
  base: string | undefined;
  text: string | undefined;
  onChange: (path: string, text: string | undefined) => void;
  onReset: (path: string) => void;
}) {
  const { path, base, text } = props;
  const [rows, setRows] = useState<'20' | '40'>('20');
  if (path === undefined) {
    return <p className={`soft ${classes.pick}`}>Pick a file to edit it, or add one.</p>;
  }
  return (
    <section aria-label={`Edit ${path}`} className={classes.editor}>
      <div className={classes.editorHead}>
        <code>{path}</code>
        <div className={classes.buttons}>
          <Segments
            label="Height"
            value={rows}
            onChange={setRows}
            options={[
              { value: '20', label: '20 lines' },
              { value: '40', label: '40 lines' },
            ]}
          />
          {text !== base ? (
            <Button variant="default" onClick={() => props.onReset(path)}>
              {base === undefined ? 'Take away' : 'Undo all'}
            </Button>
          ) : null}
          {text === undefined || base === undefined ? null : (
            <Button variant="default" onClick={() => props.onChange(path, undefined)}>
              Delete file
            </Button>
          )}
        </div>
      </div>
      {text === undefined ? (
        <p className="soft">The file will be deleted.</p>
      ) : (
        <TextArea
          label={`Text of ${path}`}
          hidesLabel
          code
          rows={Number(rows)}
          value={text}
          onChange={(next) => props.onChange(path, next)}
        />
      )}
    </section>
  );
}
