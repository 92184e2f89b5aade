import * as z from "zod/mini";
import type { ApiEvent } from "./event";
import { type FieldProblem, invalidRequest, Problem } from "./problem";

/** Fifty addresses take 5 kB; API Gateway itself would pass on 10 MB. */
const MAX_BODY_BYTES = 64 * 1024;

const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json *(?:;|$)/i;

/**
 * The body, as this schema describes it.
 *
 * @throws Problem that names every invalid field at once
 */
export function readBody<Schema extends z.ZodMiniType>(event: ApiEvent, schema: Schema): z.infer<Schema> {
  const text = textOf(event);
  if (text.trim() === "") return check(schema, {});
  const type = event.headers?.["content-type"] ?? "";
  if (!JSON_TYPE.test(type)) {
    throw new Problem(
      "unsupported-media-type",
      `content-type is ${JSON.stringify(type)}; send JSON with content-type application/json.`,
    );
  }
  return check(schema, parse(text));
}

function textOf({ body = "", isBase64Encoded }: ApiEvent): string {
  const bytes = Buffer.from(body, isBase64Encoded ? "base64" : "utf8");
  if (bytes.length > MAX_BODY_BYTES) {
    throw new Problem("too-large", `The body has ${bytes.length} bytes; send at most ${MAX_BODY_BYTES}.`);
  }
  return bytes.toString("utf8");
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw invalidRequest([{ detail: `The body is not JSON: ${reason}.`, pointer: "#" }]);
  }
}

function check<Schema extends z.ZodMiniType>(schema: Schema, value: unknown): z.infer<Schema> {
  const { success, data, error } = z.safeParse(schema, value);
  if (success) return data;
  throw invalidRequest(error.issues.flatMap(issue => fieldProblems(issue, schema)));
}

function fieldProblems(issue: z.core.$ZodIssue, schema: z.ZodMiniType): FieldProblem[] {
  const pointer = pointerTo(issue.path);
  if (issue.code !== "unrecognized_keys") {
    const name = issue.path.length === 0 ? "The body" : issue.path.map(String).join(".");
    return [{ detail: `${name}: ${issue.message}.`, pointer }];
  }
  const fields = schema instanceof z.ZodMiniObject ? Object.keys(schema.shape) : [];
  const expected = fields.length === 0 ? "send no body" : `expected ${fields.join(", ")}`;
  return issue.keys.map(key => ({
    detail: `${JSON.stringify(key.slice(0, 64))}: unknown field; ${expected}.`,
    pointer: pointerTo([key]),
  }));
}

/** https://www.rfc-editor.org/rfc/rfc6901#section-6 */
export function pointerTo(path: readonly PropertyKey[]): string {
  const escape = (part: PropertyKey) =>
    encodeURIComponent(String(part).replaceAll("~", "~0").replaceAll("/", "~1"));
  return ["#", ...path.map(escape)].join("/");
}
