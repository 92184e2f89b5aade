import type { Properties } from "../../provider/properties";

/** The program to run. Everything that goes to the child process is plain JSON. */
export interface ProgramRequest {
  /** Absolute path of the program's main file, with or without its extension. */
  readonly main: string;
  readonly project: string;
  readonly stack: string;
  /** By full key, such as `ses-smtp:domains`; values as in a stack file, objects as JSON. */
  readonly config: Readonly<Record<string, string>>;
  /** Runs the program as in a preview: Pulumi treats an output without a value as unknown. */
  readonly preview: boolean;
}

export interface ChildRequest<Settings> {
  readonly program: ProgramRequest;
  /** What the child's backend needs. */
  readonly settings: Settings;
}

/** Milliseconds of a run and its parts; `backend` is the sum over resources, which are created concurrently. */
export interface Timings {
  readonly total: number;
  readonly load: number;
  /** Spent by Pulumi on turning functions into code. */
  readonly serialization: number;
  readonly backend: number;
}

export interface Succeeded {
  readonly kind: "done";
  /** Secrets unwrapped. */
  readonly outputs: Properties;
  readonly secretOutputs: readonly string[];
  readonly timings: Timings;
}

export interface Failed {
  readonly kind: "failed";
  readonly message: string;
  readonly stack?: string;
  /** The program threw Pulumi's RunError: its message is meant for the user and needs no stack. */
  readonly isRunError?: boolean;
}

export type FromChild<Event> =
  | { readonly kind: "ready" }
  /** Sent by the backend while the program runs. */
  | { readonly kind: "event"; readonly event: Event }
  | Succeeded
  | Failed;
