/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import { isCarriedOut, isRefused, isRotated, isStopped } from "../../../api/credential-state";
import type { Credential } from "../../../api/credentials";
import { scheduledRotationAt } from "../../../../records/rotation";
import { Badge, Time, type Tone } from "../../layout";

interface State {
  tone: Tone;
  /** One or two words. */
  word: string;
  /** What is being done or must be done; empty if all is well. */
  detail: string;
  /** Nothing more will change by itself soon: it need not be looked at again. */
  isSettled: boolean;
}

/** A login's state as a person would say it. */
export function stateOf(credential: Credential, now: Date): State {
  const { status, suspended, failure, username } = credential;
  if (suspended !== undefined)
    return { tone: "bad", word: "On hold", detail: suspended.reason, isSettled: isStopped(credential) };
  if (status === "failed" || isRefused(credential)) {
    const tone = status === "active" ? "warn" : "bad";
    const detail = failure?.message ?? "The manager gave no reason.";
    return { tone, word: status === "active" ? "Active, with a problem" : "Failed", detail, isSettled: true };
  }
  if (status === "disabled") {
    const isSettled = isStopped(credential);
    const detail = isSettled
      ? ""
      : "Sending is being denied; the server is asked whether it rejects the login.";
    return { tone: "neutral", word: isSettled ? "Disabled" : "Stopping", detail, isSettled };
  }
  if (status === "pending") {
    const detail =
      username === undefined
        ? "The request is stored; its IAM user and access key are being created."
        : "The access key exists; AWS takes up to a minute until the server accepts it.";
    return { tone: "warn", word: "Being created", detail, isSettled: false };
  }
  return activeState(credential, now);
}

function activeState(credential: Credential, now: Date): State {
  const { status, previousUntil, changedBy, updatedAt } = credential;
  if (status !== "active") return { tone: "warn", word: status, detail: "", isSettled: true };
  if (!isRotated(credential)) {
    const isWaiting = previousUntil !== undefined && Date.parse(previousUntil) > now.getTime();
    const detail = isWaiting
      ? "A new password is requested. It is made once the login before the current one has ended."
      : "A new password is being made and proved; the current one works.";
    return { tone: "good", word: "Active, rotating", detail, isSettled: isWaiting };
  }
  // The manager writes nothing where only the description has changed: a recent change is watched for a while.
  const isRecent = changedBy !== undefined && now.getTime() - Date.parse(changedBy.at) < WATCHED_MS;
  const isApplied = !isRecent || isCarriedOut(credential) || updatedAt === undefined;
  return { tone: "good", word: "Active", detail: "", isSettled: isApplied };
}

const WATCHED_MS = 60_000;

export function StateBadge({ credential, now }: { credential: Credential; now: Date }) {
  const { tone, word } = stateOf(credential, now);
  return <Badge tone={tone}>{word}</Badge>;
}

/** How far a new login has come. */
export function Progress({ credential }: { credential: Credential }) {
  const { status, username } = credential;
  if (status !== "pending") return null;
  const steps: [text: string, isDone: boolean][] = [
    ["Request stored", true],
    ["IAM user and access key created", username !== undefined],
    ["Server accepts the login", false],
  ];
  return (
    <ol class="steps">
      {steps.map(([text, isDone]) => (
        <li class={isDone ? "done" : undefined}>
          {text}
          <span class="visually-hidden">{isDone ? " (done)" : " (not yet)"}</span>
        </li>
      ))}
    </ol>
  );
}

/** When a login's password is replaced next. */
export function NextRotation({
  credential,
  rotationDays,
  now,
}: {
  credential: Credential;
  /** The stack's setting; undefined: not known here. */
  rotationDays: number | undefined;
  now: Date;
}) {
  const { name, status } = credential;
  if (status !== "active") return <>–</>;
  if (credential.rotationDays === undefined && rotationDays === undefined) return <>by the stack's setting</>;
  const record = {
    rotation_days: credential.rotationDays,
    rotated_at: credential.rotatedAt,
    created_at: credential.createdAt,
  };
  const at = scheduledRotationAt(name, record, { rotationDays: rotationDays ?? 0 }, now.getTime());
  return at === undefined ? <>never</> : <Time at={new Date(at)} show="day" />;
}
