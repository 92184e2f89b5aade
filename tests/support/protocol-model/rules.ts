/** The rules of the protocol. Each is there because something goes wrong without it. */
export const RULES = [
  /** A lease that is held and has not expired is not taken. */
  "respect a holder",
  /** A lease further ahead than any of ours is free. */
  "ignore an impossible expiry",
  /** A lease that has expired is acquired, never marked: nobody would see the mark. */
  "mark only a live lease",
  /** Who finds the lease held marks it. */
  "mark",
  /** Who marks books a wake-up for when the lease ends: the holder may be dead. */
  "book a wake-up when marking",
  /** The mark of a run that wrote to IAM says so: the holder then distrusts what IAM answers. */
  "note the change when marking",
  /** Who stopped a login without the lease acquires it or marks it afterwards. */
  "acquire or mark after stopping",
  /** Stop first, then mark: a holder that saw the mark before the Deny would open the login again. */
  "mark after stopping, not before",
  /** The lease is renewed before each write that opens a login. */
  "renew before opening",
  /** A lease is released only if nobody has marked it. */
  "release unless marked",
  /** A run that lost its lease acquires or marks. */
  "acquire or mark after losing the lease",
  /** A write that was not answered books a look for when it must have landed. */
  "look again after an unanswered write",
  /** Who takes over from a holder that did not release distrusts IAM, and looks again later. */
  "distrust after an abandoned lease",
  /** An event is left out only if the record is as the holder wrote it. */
  "leave out only the holder's own writes",
  /** A status is written only if the record still asks for it. */
  "publish what is still asked",
] as const;

export type Rule = (typeof RULES)[number];
