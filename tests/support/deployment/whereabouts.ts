import { credentialKey } from "../../../records/keys";
import type { Deployment } from "./deployment";

/** Where work for a username waits. */
export type Whereabouts = "stream" | "event" | "topic" | "queue" | "parked" | "wake-up";

/**
 * Every place that holds work for a username. If a run for it failed, there is at least one, until a later run succeeds:
 * nothing that failed is lost.
 */
export function whereabouts(deployment: Deployment, username: string): Whereabouts[] {
  const { mapping, lambda, published, deadLetters, parked, stage } = deployment;
  const named = (text: string) => names(text, username);
  const found: [Whereabouts, boolean][] = [
    ["stream", [...mapping.pending].some(({ record }) => named(JSON.stringify(record)))],
    ["event", [...lambda.pending].some(({ payload }) => named(payload))],
    ["topic", [...published].some(({ message }) => named(message))],
    ["queue", deadLetters.bodies.some(named)],
    ["parked", parked.bodies.some(named)],
    ["wake-up", [...stage.model.scheduler.booked.values()].some(({ Input }) => named(Input))],
  ];
  return found.flatMap(([place, holds]) => (holds ? [place] : []));
}

/** Whether an operation on it has failed and is to be tried again. */
export function isToBeRetried(deployment: Deployment, username: string): boolean {
  const { lambda, published, deadLetters } = deployment;
  const texts = [
    ...[...lambda.pending].flatMap(({ payload, failures }) => (failures > 0 ? [payload] : [])),
    ...[...published].map(({ message }) => message),
    ...deadLetters.bodies,
  ];
  return texts.some(text => names(text, username));
}

/** Whether a failure of it was reported: it is on its way to the queue, in it, or parked. */
export function isReported(
  { lambda, published, deadLetters, parked }: Deployment,
  username: string,
): boolean {
  const toProcessor = [...lambda.pending]
    .map(({ payload }) => payload)
    .filter(text => text.includes('"Sns"'));
  const texts = [
    ...toProcessor,
    ...[...published].map(({ message }) => message),
    ...deadLetters.bodies,
    ...parked.bodies,
  ];
  return texts.some(text => names(text, username));
}

/** Messages in the queue without a drain that is booked, waits or runs: only the daily drain would find them. */
export function isForgottenQueue({ deadLetters, lambda, stage }: Deployment): boolean {
  if (deadLetters.bodies.length === 0) return false;
  const inputs = [...stage.model.scheduler.booked.values()].map(({ Input }) => Input);
  const payloads = [...lambda.pending].map(({ payload }) => payload);
  return ![...inputs, ...payloads].some(text => text.includes('"drain"'));
}

/**
 * In a list of usernames, or as a key; nested JSON has its quotation marks escaped. Positions in the stream, and
 * the sweep for positions that the stream no longer has, may be about anybody.
 */
function names(text: string, username: string): boolean {
  const plain = text.replaceAll("\\", "");
  return (
    plain.includes(JSON.stringify(username)) ||
    plain.includes(JSON.stringify(credentialKey(username).SK)) ||
    plain.includes('"DDBStreamBatchInfo"') ||
    plain.includes('"cause":"stream positions"')
  );
}
