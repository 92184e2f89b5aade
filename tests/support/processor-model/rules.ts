/** The rules for failed operations. Each is there because something goes wrong without it. */
export const RULES = [
  /** The manager reports a failure, and then writes it: nobody would come back to a failed record. */
  "report before writing failed",
  /** An event that is no retry, such as that of writing the failure, leaves a failed record as it is. */
  "only a retry repeats a failed request",
  /** A retry repeats the request of a failed record. */
  "a retry repeats a failed request",
  /** A retry that finds another run at work fails, so that it comes again: the other run may keep the failure. */
  "a retry that finds the lease held comes again",
  /** The processor books a wake-up, and then sends the message. */
  "book before sending",
  /** A drain books the next one before it receives. */
  "book the next drain before receiving",
  /** A drain that finds hidden messages only books another. */
  "book again while messages are hidden",
  /** All messages about a username become one event. */
  "group by username",
  /** The event has the highest count of its messages. */
  "take the highest count",
  /** A message is deleted once Lambda has accepted its event. */
  "delete once accepted",
  /** What cannot be parsed is parked, and holds up nothing. */
  "park what cannot be parsed",
  /** An operation at the limit is parked. */
  "park at the limit",
  /** The processor never writes `failed`: the login may work by then. */
  "only the manager writes failed",
] as const;

export type Rule = (typeof RULES)[number];

/** Whether a rule is kept. */
export type Kept = (rule: Rule) => boolean;
