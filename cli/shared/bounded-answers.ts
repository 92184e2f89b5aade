import { type Readable, Transform } from "node:stream";

/** AWS responds within a second; an attempt that takes this long will not succeed. */
const MAX_ANSWER_MS = 10_000;

/** DynamoDB's answers have at most 1 MB of items, which JSON makes larger. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

/** The most responses of one client: a broken endpoint may return pages without end. */
const MAX_ANSWERS = 10_000;

/** For a client's `requestHandler`: without a connection and a response by then, the call fails. */
export const ANSWER_TIMES = {
  connectionTimeout: MAX_ANSWER_MS,
  requestTimeout: MAX_ANSWER_MS,
  throwOnRequestTimeout: true,
} as const;

/** The endpoint does not respond like AWS. */
export class AnswerError extends Error {
  override readonly name = "AnswerError";
}

/** The part of an SDK client that this uses. */
interface Client {
  middlewareStack: {
    add(
      middleware: (next: Next) => Next,
      options: { step: "deserialize"; priority: "low"; name: string },
    ): void;
  };
}

type Next = (args: never) => Promise<{ response: unknown; output: never }>;

/** Limits the time, size and number of a client's responses, because an endpoint may be any server. */
export function boundAnswers(client: object): void {
  let answers = 0;
  (client as Client).middlewareStack.add(
    next => async args => {
      if (++answers > MAX_ANSWERS) throw new AnswerError(`more than ${MAX_ANSWERS} pages`);
      const result = await next(args);
      const response = result.response as { body?: Readable };
      if (response.body) response.body = bounded(response.body);
      return result;
    },
    { step: "deserialize", priority: "low", name: "boundAnswers" },
  );
}

function bounded(body: Readable): Readable {
  let bytes = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes <= MAX_ANSWER_BYTES) done(null, chunk);
      else done(new AnswerError(`the answer has more than ${MAX_ANSWER_BYTES / 1024 / 1024} MB`));
    },
  });
  const late = setTimeout(() => {
    counted.destroy(new AnswerError(`the answer did not end within ${MAX_ANSWER_MS / 1_000} s`));
  }, MAX_ANSWER_MS);
  body.once("error", error => counted.destroy(error));
  counted.once("close", () => {
    clearTimeout(late);
    body.destroy();
  });
  return body.pipe(counted);
}
