/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type { Queues } from "../../operations/failures";
import { type FailedOperation, operationsIn, type QueuedMessage, remedyFor } from "../../operations/messages";
import type { ConsoleContext } from "../context";
import { withQuery } from "../controls";
import { Badge, ConfirmForm, EmptyState, Layout, Table, Time } from "../layout";

/** Everything that failed and waits, with what can be done about it. */
export function Problems({ context, queues }: { context: ConsoleContext; queues: Queues }) {
  const parked = queues.parked.filter(message => remedyFor(message) !== undefined);
  const unparsed = queues.parked.filter(message => remedyFor(message) === undefined);
  const operations = parked.flatMap(message => operationsIn("parked", message));
  const waiting = queues.waiting.flatMap(message => operationsIn("waiting", message));
  if (operations.length + waiting.length + unparsed.length === 0)
    return (
      <Layout title="Problems" current="problems" context={context}>
        <EmptyState title="Nothing has failed">
          <p>
            An operation that fails is retried by itself for about two hours. What still fails then is parked,
            and waits here for you. One with a delay appears once it is due.
          </p>
        </EmptyState>
      </Layout>
    );
  return (
    <Layout title="Problems" current="problems" context={context}>
      {operations.length > 0 && (
        <>
          <h2>Parked</h2>
          <p>Retried without success, or not worth a retry. They wait until somebody acts.</p>
          <Table
            caption="Parked operations"
            columns={[...COLUMNS, { name: "" }]}
            rows={operations.map(each => [...cells(each), <Retry {...{ context, operation: each }} />])}
          />
          <ConfirmForm
            action="/problems/retry"
            context={context}
            label="Retry all"
            tone="primary"
            what="Each is handed to its function again, with its number of tries back at one. A message is deleted once its function has accepted it."
          />
        </>
      )}
      {waiting.length > 0 && (
        <>
          <h2>Waiting for a retry</h2>
          <p>These are tried again by themselves.</p>
          <Table caption="Operations that wait" columns={COLUMNS} rows={waiting.map(cells)} />
        </>
      )}
      {unparsed.length > 0 && <Unparsed {...{ context, messages: unparsed }} />}
    </Layout>
  );
}

const COLUMNS = [
  { name: "Login", breaks: true as const },
  { name: "What failed", breaks: true as const },
  { name: "Tries", numeric: true as const },
  { name: "Since" },
];

function cells({ username, errorType, errorMessage, retryCount, firstFailedAt }: FailedOperation) {
  return [
    username === undefined ? (
      <span class="soft">of no login</span>
    ) : (
      <a href={withQuery("/problems/story", { login: username })}>{username}</a>
    ),
    <>
      <Badge tone="bad">{errorType}</Badge>
      <p class="what">{errorMessage}</p>
    </>,
    retryCount ?? "",
    firstFailedAt === undefined ? "" : <Time at={firstFailedAt} show="ago" />,
  ];
}

function Retry({
  context,
  operation: { username },
}: {
  context: ConsoleContext;
  operation: FailedOperation;
}) {
  if (username === undefined) return <span class="soft">with all</span>;
  return (
    <ConfirmForm
      action="/problems/retry"
      context={context}
      label="Retry"
      what={`All parked operations of ${username} are handed to the manager again. It makes IAM match the record as it is now.`}
    >
      <input type="hidden" name="login" value={username} />
    </ConfirmForm>
  );
}

function Unparsed({ context, messages }: { context: ConsoleContext; messages: readonly QueuedMessage[] }) {
  return (
    <>
      <h2>Cannot be parsed</h2>
      <p>No retry helps these messages. Somebody else may have sent them to the queue.</p>
      {messages.map(({ body }) => (
        <pre class="message">{body.slice(0, MAX_SHOWN)}</pre>
      ))}
      <ConfirmForm
        action="/problems/discard"
        context={context}
        label="Discard"
        tone="danger"
        what={`${messages.length === 1 ? "This message is" : `These ${messages.length} messages are`} deleted and cannot be restored. Others that arrive meanwhile stay.`}
      >
        {messages.map(({ id }) => (
          <input type="hidden" name="id" value={id} />
        ))}
      </ConfirmForm>
    </>
  );
}

/** Of a message that nobody understands. */
const MAX_SHOWN = 2_000;
