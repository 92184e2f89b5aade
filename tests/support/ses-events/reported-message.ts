import type { Counter } from "../../../records/email-events";

/** A message as somebody published it in a bug report or a repository, and what recording it must lead to. */
export interface Reported {
  title: string;
  message: unknown;
  counts: Partial<Record<Counter, number>>;
  /** The addresses that it suppresses. */
  suppresses: readonly string[];
}
