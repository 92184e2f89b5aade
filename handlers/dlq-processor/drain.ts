import { type DlqMessage, originIn, usernameIn } from "../shared/dlq-message";
import { type FailedFeedback, parseReports } from "./failure-reports";
import { feedbackFields, keep, logFields } from "./keep";
import { type ProcessorPorts, type Received, VISIBILITY_MS } from "./ports";

/** How much one drain processes; the next one, which is already booked, takes the rest. */
const MAX_MESSAGES = 500;
const MAX_CHARACTERS = 8_000_000;

/** The longest that a message is delayed. */
const LATER_MS = 15 * 60_000;

/** Messages about the same username. */
interface Group {
  username: string;
  /** The one with the highest count, and the time of the one that failed first. */
  message: DlqMessage;
  handles: string[];
}

/**
 * Retries every operation that is due. Each username gets one event, and its messages are deleted once Lambda has
 * accepted the event. The next drain is booked before anything is received, so messages that this one leaves behind
 * are always picked up. Only an empty queue books none.
 *
 * @param remainingMs how much time the process has left
 * @throws if the next drain could not be booked, or the queue does not answer
 */
export async function drain(remainingMs: () => number, ports: ProcessorPorts): Promise<void> {
  const content = await ports.queue.look();
  if (content === "nothing") return;
  // The sender or receiver of messages that are not visible has booked a drain for them; this one allows for
  // differing clocks.
  await ports.book(ports.now() + (content === "now" ? VISIBILITY_MS : LATER_MS));
  if (content === "later") return;
  const received = await receiveAll(remainingMs, ports);
  const { groups, feedback, others } = sorted(received, ports);
  const stopping = await ports.stopping(groups.map(({ username }) => username));
  const stops = groups.filter(({ username }) => stopping.has(username));
  const rest = groups.filter(({ username }) => !stopping.has(username));
  for (const group of [...stops, ...rest]) await alone(remainingMs, ports, () => retry(group, ports));
  for (const each of feedback) await alone(remainingMs, ports, () => retryFeedback(each, ports));
  for (const { body, handle, target } of others) {
    await alone(remainingMs, ports, async () => {
      await keep(body, ports, target);
      await ports.queue.delete([handle]);
    });
  }
}

async function receiveAll(remainingMs: () => number, ports: ProcessorPorts): Promise<Received[]> {
  const received: Received[] = [];
  let characters = 0;
  while (
    received.length < MAX_MESSAGES &&
    characters < MAX_CHARACTERS &&
    remainingMs() > MIN_REMAINING_MS * 2
  ) {
    const messages = await ports.queue.receive();
    if (messages.length === 0) break;
    received.push(...messages);
    characters += messages.reduce((sum, { body }) => sum + body.length, 0);
  }
  return received;
}

/** Operations by username, messages of SES, and all other messages, which must be parsed further or cannot be parsed. */
function sorted(received: readonly Received[], ports: ProcessorPorts) {
  const now = new Date(ports.now()).toISOString();
  const groups = new Map<string, Group>();
  const feedback: { failed: FailedFeedback; handle: string }[] = [];
  const others: Received[] = [];
  for (const each of received) {
    const [report, ...more] = parseReports(each.body, now, each.target);
    if (report?.kind === "feedback" && more.length === 0) {
      feedback.push({ failed: report.feedback, handle: each.handle });
      continue;
    }
    const [message] = report?.kind === "operations" ? report.messages : [];
    if (report?.kind !== "operations" || message === undefined || report.messages.length + more.length > 1) {
      others.push(each);
      continue;
    }
    const username = usernameIn(message);
    const group = groups.get(username);
    groups.set(username, {
      username,
      message: group === undefined ? message : merged(group.message, message),
      handles: [...(group?.handles ?? []), each.handle],
    });
  }
  return { groups: [...groups.values()], feedback, others };
}

function merged(one: DlqMessage, other: DlqMessage): DlqMessage {
  const message = other.retryCount > one.retryCount ? other : one;
  const [first] = [one.timestamp, other.timestamp].sort();
  return { ...message, timestamp: first ?? message.timestamp };
}

async function retry({ username, message, handles }: Group, ports: ProcessorPorts): Promise<void> {
  const origin = originIn(message);
  await ports.invokeManager({
    usernames: [username],
    cause: "failed-operation",
    correlationId: message.originalEvent.eventID,
    retryCount: message.retryCount + 1,
    firstFailedAt: message.timestamp,
    ...(origin !== undefined && { origins: [origin] }),
  });
  ports.log.info("retried", { ...logFields(message), messages: handles.length });
  await ports.queue.delete(handles);
}

async function retryFeedback(
  { failed, handle }: { failed: FailedFeedback; handle: string },
  ports: ProcessorPorts,
): Promise<void> {
  const { messages, retryCount, timestamp, functionArn } = failed;
  const event = { messages, retryCount: retryCount + 1, firstFailedAt: timestamp };
  await ports.retryMessages(event, functionArn);
  ports.log.info("retried", feedbackFields(failed));
  await ports.queue.delete([handle]);
}

/** The time that a call may take: no work starts with less left. */
const MIN_REMAINING_MS = 8_000;

/** Runs work that must not block the others: if it fails, or not enough time is left, the next drain repeats it. */
async function alone(
  remainingMs: () => number,
  { log }: ProcessorPorts,
  work: () => Promise<void>,
): Promise<void> {
  if (remainingMs() < MIN_REMAINING_MS) return;
  try {
    await work();
  } catch (error) {
    log.error("left to the next drain", { error });
  }
}
