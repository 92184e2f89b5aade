import { type DlqMessage, originIn, usernameIn } from "../shared/dlq-message";
import { readArrivals } from "./arrivals";
import { keep, logFields } from "./keep";
import { type ProcessorPorts, type Received, VISIBILITY_MS } from "./ports";

/** What one drain takes; the drain that it has booked takes the rest. */
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
 * Sends every operation again that is due: one event for each username, and its messages are deleted once Lambda has
 * accepted it. The next drain is booked before anything is received, so that whatever becomes of this one, somebody comes
 * back for what it leaves; only an empty queue ends that.
 *
 * @param remainingMs how long the process may still run
 * @throws if the next drain is not booked, or nothing can be received
 */
export async function drain(remainingMs: () => number, ports: ProcessorPorts): Promise<void> {
  const content = await ports.queue.look();
  if (content === "nothing") return;
  // Whoever sent or received what is not visible has booked a drain for it: this is for clocks that differ.
  await ports.book(ports.now() + (content === "now" ? VISIBILITY_MS : LATER_MS));
  if (content === "later") return;
  const received = await receiveAll(remainingMs, ports);
  const { groups, others } = sorted(received, ports);
  const stopping = await ports.stopping(groups.map(({ username }) => username));
  const stops = groups.filter(({ username }) => stopping.has(username));
  const rest = groups.filter(({ username }) => !stopping.has(username));
  for (const group of [...stops, ...rest]) await alone(remainingMs, ports, () => tryAgain(group, ports));
  for (const { body, handle } of others) {
    await alone(remainingMs, ports, async () => {
      await keep(body, ports);
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

/** Operations by username; and what must be understood first, or cannot be. */
function sorted(received: readonly Received[], ports: ProcessorPorts) {
  const now = new Date(ports.now()).toISOString();
  const groups = new Map<string, Group>();
  const others: Received[] = [];
  for (const each of received) {
    const [arrival, ...more] = readArrivals(each.body, now);
    const [message] = arrival?.kind === "operations" ? arrival.messages : [];
    if (
      arrival?.kind !== "operations" ||
      message === undefined ||
      arrival.messages.length + more.length > 1
    ) {
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
  return { groups: [...groups.values()], others };
}

function merged(one: DlqMessage, other: DlqMessage): DlqMessage {
  const message = other.retryCount > one.retryCount ? other : one;
  const [first] = [one.timestamp, other.timestamp].sort();
  return { ...message, timestamp: first ?? message.timestamp };
}

async function tryAgain({ username, message, handles }: Group, ports: ProcessorPorts): Promise<void> {
  const origin = originIn(message);
  await ports.invokeManager({
    usernames: [username],
    cause: "failed-operation",
    correlationId: message.originalEvent.eventID,
    retryCount: message.retryCount + 1,
    firstFailedAt: message.timestamp,
    ...(origin !== undefined && { origins: [origin] }),
  });
  ports.log.info("tried again", { ...logFields(message), messages: handles.length });
  await ports.queue.delete(handles);
}

/** Of the time that a call may take. */
const MIN_REMAINING_MS = 8_000;

/** One that fails, or that no time is left for, is left to the drain that is booked: it must not keep the others back. */
async function alone(
  remainingMs: () => number,
  { log }: ProcessorPorts,
  work: () => Promise<void>,
): Promise<void> {
  if (remainingMs() < MIN_REMAINING_MS) return;
  try {
    await work();
  } catch (error) {
    log.error("left to the next drain", { error: error instanceof Error ? error.name : "unknown" });
  }
}
