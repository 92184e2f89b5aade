import { bug, bugIn, type PlantedBug } from "./planted-bug";

const dispatcher = bugIn("record-dispatcher");
const processor = bugIn("dlq-processor");

/** Mistakes in what surrounds the reconciler: dispatch, sweep, failed operations; and where they meet. */
export const SYSTEM_BUGS: readonly PlantedBug[] = [
  dispatcher(
    "stream records whose event was not accepted are not delivered again",
    "handler",
    "      return sequenceNumbers;",
    "      return sequenceNumbers.slice(1);",
  ),
  dispatcher(
    "the sweep does not notice a user whose record was removed",
    "sweep/find",
    "      !records.has(username) &&",
    "      records.get(username)?.attributes.adopting !== undefined &&",
  ),
  dispatcher(
    "the sweep does not notice a lease whose record was removed",
    "sweep/find",
    "      if (isLeft) late.push(",
    "      if (isLeft && late.length > 0) late.push(",
  ),
  dispatcher(
    "the sweep does not notice a record whose event was lost",
    "sweep/find",
    "isCompromised(record) || !isApplied(record, settings.rules)",
    "isCompromised(record)",
  ),
  dispatcher(
    "the sweep does not notice a missed wake-up",
    "sweep/find",
    "lookAgainAt + LATE_MS < now)\n    found",
    "lookAgainAt + LATE_MS < 0)\n    found",
  ),
  dispatcher(
    "the sweep does not notice a user that somebody changed",
    "sweep/inspect",
    "    drift.length === 0\n",
    "    drift.length < 3\n",
  ),
  processor(
    "a message is deleted before its event is accepted",
    "drain",
    "  const origin = originIn(message);\n",
    "  const origin = originIn(message);\n  await ports.queue.delete(handles);\n",
  ),
  processor(
    "messages are stored before their wake-up is booked",
    "keep",
    "  for (const atMs of minutes.values()) await ports.book(atMs);\n  if (kept.length > 0) await ports.queue.send(kept);\n",
    "  if (kept.length > 0) await ports.queue.send(kept);\n  for (const atMs of minutes.values()) await ports.book(atMs);\n",
  ),
  processor(
    "no drain follows one that leaves messages behind",
    "drain",
    '  await ports.book(ports.now() + (content === "now" ? VISIBILITY_MS : LATER_MS));\n',
    "  void LATER_MS;\n",
  ),
  processor(
    "an operation whose retries are used up is dropped",
    "keep",
    "      await ports.park(JSON.stringify(message));\n",
    "",
  ),
  bug(
    "a failure is written without being reported",
    "converge",
    "  await reportFailure(run, ports, state, record, failure);\n",
    "",
  ),
  bug(
    "a retry leaves a failed record as it is",
    "converge",
    "attempt.retryCount === 0 || reported) return record;",
    "attempt.retryCount >= 0 || reported) return record;",
  ),
  bug(
    "a run that finds the lease held does not stop a compromised login",
    "reconcile",
    "    const stops = isCompromised(record) || (",
    "    const stops = (",
  ),
  bug(
    "a login that has ended counts as not applied",
    "steps/publish-steps",
    "digestToApply(written, ports)",
    "digestToApply(record, ports)",
  ),
];
