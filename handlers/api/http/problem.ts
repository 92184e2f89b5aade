/**
 * What can be wrong with a request, as problem details (https://www.rfc-editor.org/rfc/rfc9457). Each has its status and
 * title; `type` is a URN made of its name, which stays the same while texts may change.
 */
export const PROBLEMS = {
  "invalid-request": { status: 400, title: "Invalid request" },
  unauthenticated: { status: 403, title: "The request is not signed" },
  "not-found": { status: 404, title: "The credential does not exist" },
  "not-suppressed": { status: 404, title: "The address is not on the suppression list" },
  "no-login": { status: 409, title: "The credential has no login yet" },
  "not-adopted": { status: 409, title: "The credential's login is not managed" },
  "changed-meanwhile": { status: 409, title: "The credential was changed at the same time" },
  "precondition-failed": { status: 412, title: "The credential does not meet the precondition" },
  "too-large": { status: 413, title: "The body is too large" },
  "unsupported-media-type": { status: 415, title: "The body is not JSON" },
  internal: { status: 500, title: "Internal error" },
  unavailable: { status: 503, title: "AWS did not answer in time" },
} as const;

export type ProblemName = keyof typeof PROBLEMS;

/** The `type` of a problem's details. */
export function problemType(name: ProblemName): string {
  return `urn:problem-type:ses-smtp:${name}`;
}

/** One invalid part of a request. */
export interface FieldProblem {
  /** What is wrong and what to do about it, in sentences. */
  detail: string;
  /** JSON Pointer into the body, as in `#/allowedFromAddresses/0`. */
  pointer?: string;
  /** The name of a path or query parameter. */
  parameter?: string;
  /** The name of a header. */
  header?: string;
}

/** Thrown wherever a request cannot be carried out; the handler turns it into a response. */
export class Problem extends Error {
  override readonly name = "Problem";

  /** @param detail this occurrence, in sentences: what is wrong, the value, the remedy */
  constructor(
    readonly problem: ProblemName,
    detail: string,
    readonly errors: readonly FieldProblem[] = [],
  ) {
    super(detail);
  }

  get status(): number {
    return PROBLEMS[this.problem].status;
  }

  /** The body of the response. */
  details(correlationId: string): Record<string, unknown> {
    const { status, title } = PROBLEMS[this.problem];
    return {
      type: problemType(this.problem),
      title,
      status,
      detail: this.message,
      ...(this.errors.length === 0 ? {} : { errors: this.errors }),
      correlationId,
    };
  }
}

/** Several invalid parts in one answer. */
export function invalidRequest(errors: readonly FieldProblem[]): Problem {
  return new Problem("invalid-request", errors.map(({ detail }) => detail).join(" "), errors);
}
