import { AnswerError } from "../shared/bounded-answers";

/** API Gateway's own limit (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html). */
const MAX_ANSWER_BYTES = 10 * 1024 * 1024;

/** Reads the body of a response. @throws AnswerError if it is too long; fetch's error if it does not end in time */
export async function textOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > MAX_ANSWER_BYTES) throw new AnswerError("the answer has more than 10 MB"); // which also closes it
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** Parses a JSON object; an empty text counts as an empty object. @throws AnswerError */
export function objectOf(text: string): object {
  if (text === "") return {};
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value;
  } catch {
    // the same as any other text
  }
  throw new AnswerError("the answer is not a JSON object");
}
