/** One call of the SESv2 REST API (https://docs.aws.amazon.com/ses/latest/APIReference-V2/Welcome.html). */
export interface ApiRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  body: string;
  /** The name of the role whose call it is; absent for the account's root. */
  caller?: string;
}

export interface ApiResponse {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

/** An operation: takes the path's placeholder values, the query and the body; returns the response body. */
export type Operation = (call: {
  names: readonly string[];
  query: URLSearchParams;
  body: unknown;
  caller: string;
}) => unknown;

/** `METHOD /path/{Placeholder}` → operation. */
export type Operations = Readonly<Record<string, Operation>>;

/** The SESv2 errors that local SES returns (each operation's API page lists them). */
export class ApiError extends Error {
  override readonly name = "ApiError";

  constructor(
    readonly code:
      | "AlreadyExistsException"
      | "BadRequestException"
      | "LimitExceededException"
      | "MessageRejected"
      | "NotFoundException"
      | "SendingPausedException"
      | "TooManyRequestsException"
      | "UnknownOperationException",
    message: string,
  ) {
    super(message);
  }

  get status(): number {
    if (this.code === "TooManyRequestsException") return 429;
    return this.code === "NotFoundException" || this.code === "UnknownOperationException" ? 404 : 400;
  }
}

/** In AWS's REST JSON protocol. */
export function errorResponse({ status, code, message }: ApiError): ApiResponse {
  return { status, body: { __type: code, message }, headers: { "x-amzn-errortype": code } };
}

/** AWS's JSON protocol has timestamps in seconds (https://smithy.io/2.0/spec/protocol-traits.html#timestampformat-trait). */
export function seconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}

/** One page of a list; the token is the position of the next page. */
export function pageOf<T>(
  items: readonly T[],
  size: unknown,
  token: unknown,
): { page: readonly T[]; next?: string } {
  const start = Number(token ?? 0);
  const end = start + (Number(size ?? 0) || DEFAULT_PAGE_SIZE);
  if (!Number.isInteger(start) || start < 0 || !Number.isInteger(end)) {
    throw new ApiError("BadRequestException", "Invalid NextToken or PageSize.");
  }
  return { page: items.slice(start, end), ...(end < items.length && { next: String(end) }) };
}

const DEFAULT_PAGE_SIZE = 100;
