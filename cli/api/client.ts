import { setTimeout as sleep } from "node:timers/promises";
import { type ProblemName, problemType } from "../../handlers/api/http/problem";
import { visible } from "../../mailer/errors/visible";
import { issueText, sentence } from "../../mailer/validation/issue";
import { AnswerError } from "../shared/bounded-answers";
import { CommandError } from "../shared/context";
import { withReadableAwsErrors } from "../shared/readable-errors";
import { objectOf, textOf } from "./answer";
import { type ApiOptions, type ApiEndpoint, findApi } from "./endpoint";
import { type Signer, signer } from "./sign";

export interface ApiRequest {
  method: "GET" | "PUT" | "PATCH" | "DELETE" | "POST";
  /** Below `/api`, each part encoded by {@link pathTo}. */
  path: string;
  query?: Readonly<Record<string, string>>;
  body?: object;
  headers?: Readonly<Record<string, string>>;
}

export interface ApiAnswer<Body> {
  status: number;
  body: Body;
  /** For if-match. */
  etag: string | undefined;
}

/** Longer than API Gateway itself waits for the function. */
const MAX_WAIT_MS = 35_000;

/** Pauses before retrying a request that was throttled, and therefore not carried out. */
const RETRY_AFTER_MS = [500, 1_000, 2_000];

/** The API, called with the caller's own AWS credentials. */
export class ApiClient {
  private constructor(
    readonly endpoint: ApiEndpoint,
    private readonly sign: Signer,
  ) {}

  static async open(options: ApiOptions): Promise<ApiClient> {
    const endpoint = await findApi(options);
    return new ApiClient(endpoint, signer(endpoint.region));
  }

  /**
   * @param tolerated problems to return instead of throwing. Not by their status: another server, or an API without the
   *   route, answers 404 too
   * @throws CommandError with the API's explanation
   */
  async call<Body>(request: ApiRequest, tolerated: readonly ProblemName[] = []): Promise<ApiAnswer<Body>> {
    const base = this.endpoint.url;
    const url = this.urlOf(request);
    let response = await this.send(url, request);
    for (const pause of RETRY_AFTER_MS) {
      const mayRepeat = response.status === 429 || (response.status === 503 && request.method === "GET");
      if (!mayRepeat) break;
      await sleep(pause);
      response = await this.send(url, request);
    }
    const text = await readably(url, () => textOf(response));
    if (response.ok || tolerated.map(problemType).includes(String(parse(text).type))) {
      const body = (await readably(url, async () => objectOf(text))) as Body;
      return { status: response.status, body, etag: response.headers.get("etag") ?? undefined };
    }
    throw new CommandError(refusal(response.status, text, request, base));
  }

  /**
   * Reads any answer of the API, errors included.
   *
   * @throws CommandError if it does not answer
   */
  async read(
    path: string,
    query: Readonly<Record<string, string>>,
  ): Promise<{ status: number; type: string; text: string }> {
    const url = this.urlOf({ path, query });
    const response = await this.send(url, { method: "GET", path });
    const text = await readably(url, () => textOf(response));
    return { status: response.status, type: response.headers.get("content-type") ?? "text/plain", text };
  }

  private urlOf({ path, query = {} }: Pick<ApiRequest, "path" | "query">): URL {
    const url = new URL(`${this.endpoint.url.href.replace(/\/$/, "")}/api${path}`);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return url;
  }

  private async send(url: URL, { method, body, headers = {} }: ApiRequest): Promise<Response> {
    const text = body === undefined ? "" : JSON.stringify(body);
    const sent = { ...headers, ...(text === "" ? {} : { "content-type": "application/json" }) };
    const signed = await withReadableAwsErrors({}, () =>
      this.sign({ method, url, headers: sent, body: text }),
    );
    return readably(url, () =>
      fetch(url, {
        method,
        headers: signed,
        signal: AbortSignal.timeout(MAX_WAIT_MS),
        ...(text === "" ? {} : { body: text }),
      }),
    );
  }
}

/** Turns a missing or unreadable response into one sentence. @throws CommandError */
async function readably<Result>(url: URL, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const { name, message, cause } = error as Error & { cause?: { code?: string } };
    const code = cause?.code ?? name;
    const reason = name === "TimeoutError" ? `no complete answer within ${MAX_WAIT_MS / 1_000} s` : code;
    const garbled = error instanceof AnswerError || /^(HPE_|UND_ERR_HEADERS_OVERFLOW)/.test(code);
    throw CommandError.about(
      `API ${url.origin}`,
      garbled
        ? `does not answer like the API (${error instanceof AnswerError ? message : code})`
        : `cannot be reached (${reason})`,
      "check --api-url or --stack, and the network",
    );
  }
}

/** @param parts each one part of the path, whatever characters it has */
export function pathTo(...parts: readonly string[]): string {
  return parts.map(part => `/${encodeURIComponent(part)}`).join("");
}

/** Its own remedy names routes, which this command replaces. */
const NOT_FOUND = problemType("not-found");

function noSuchCredential(path: string): string {
  const name = decodeURIComponent(path.split("/")[2] ?? "");
  const remedy = "list them with `ses-smtp credential list`, or create it with `ses-smtp credential add`";
  return `There is no credential ${JSON.stringify(name)}: ${remedy}.`;
}

/**
 * Describes an error response in one sentence: in the function's own words, or with an explanation of API Gateway's.
 */
function refusal(status: number, text: string, { method, path }: ApiRequest, base: URL): string {
  const { type, detail, correlationId, message } = parse(text);
  if (type === NOT_FOUND) return noSuchCredential(path);
  if (typeof detail === "string") {
    const known = visible(detail);
    return status >= 500 ? `${known} (correlation id ${visible(String(correlationId))})` : known;
  }
  const what = `${method} /api${path}`;
  const said = typeof message === "string" ? visible(message) : `status ${status}`;
  switch (status) {
    case 401:
    case 403:
      return sentence(
        issueText(
          said === "Forbidden"
            ? {
                key: "AWS credentials",
                problem: `not allowed to call ${what}`,
                remedy: "sign in as somebody with execute-api:Invoke on it (docs/administration.md, Roles)",
              }
            : {
                key: "AWS credentials",
                problem: `rejected (${said.replace(/\.$/, "")})`,
                remedy: "sign in again, or set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
              },
        ),
      );
    case 404:
      return sentence(
        issueText({
          key: `API ${base.href}`,
          problem: `has no ${what}`,
          remedy: "check --api-url, or deploy this version (pulumi up)",
        }),
      );
    case 429:
      return sentence(issueText({ key: "API", problem: "throttled", remedy: "try again in a moment" }));
    default:
      return sentence(
        issueText({
          key: `API ${base.href}`,
          problem: `${what} failed (${status}: ${said})`,
          remedy: "see the log of smtp-api",
        }),
      );
  }
}

function parse(text: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "object" && parsed !== null ? (parsed as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
