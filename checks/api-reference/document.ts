import { readFileSync } from "node:fs";
import * as path from "node:path";
import { format } from "prettier";
import { parse } from "yaml";
import { EXAMPLES } from "./examples";

interface Schema {
  $ref?: string;
  type?: string;
  format?: string;
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  default?: unknown;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
}

interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  description?: string;
  schema: Schema;
}

interface Operation {
  operationId: string;
  summary: string;
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, { description: string; content?: Record<string, { schema: Schema }> }>;
}

interface OpenApi {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

const HEADER = `<!-- Made by npm run api-reference from openapi.yaml: do not edit. -->

# API reference

The HTTP API of a stack, by route. [administration.md](administration.md#the-http-api) says how it is used and by whom;
[openapi.yaml](openapi.yaml) has every pattern and limit, for programs. The examples use this function; in the sandbox the line
\`. …/env\` sets its variables, and on a deployed stack \`SES_SMTP_API_URL\` is the output \`apiUrl\`. With temporary credentials, add
\`-H "x-amz-security-token: $AWS_SESSION_TOKEN"\`. Old versions of curl (7.88 is one) sign an escaped character in a path wrongly and get 403.

\`\`\`sh
api() {
  method=$1 path=$2; shift 2
  curl -sS --fail-with-body "$SES_SMTP_API_URL$path" -X "$method" -H 'content-type: application/json' \\
    --aws-sigv4 "aws:amz:$AWS_REGION:execute-api" --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" "$@"
}
\`\`\`
`;

/** The text of docs/api.md. */
export async function apiReference(): Promise<string> {
  const file = path.join(__dirname, "..", "..", "docs", "openapi.yaml");
  const { paths, components } = parse(readFileSync(file, "utf8")) as OpenApi;
  const lines = [HEADER];
  for (const [route, methods] of Object.entries(paths))
    for (const [method, operation] of Object.entries(methods))
      lines.push(...section(`${method.toUpperCase()} ${route}`, operation));
  lines.push("## Schemas", "");
  for (const [name, schema] of Object.entries(components.schemas))
    lines.push(`### ${name}`, "", ...fields(schema), "");
  return format(lines.join("\n"), { parser: "markdown" });
}

function section(title: string, operation: Operation): string[] {
  const { operationId, summary, parameters = [], requestBody, responses } = operation;
  const example = EXAMPLES[operationId];
  if (example === undefined)
    throw new Error(`checks/api-reference/examples.ts has no example of ${operationId}.`);
  const body = Object.values(requestBody?.content ?? {})[0]?.schema;
  return [
    `## ${title}`,
    "",
    `${summary}.`,
    "",
    "```sh",
    example,
    "```",
    "",
    ...(parameters.length === 0 ? [] : ["| parameter | in | type | meaning |", "| --- | --- | --- | --- |"]),
    ...parameters.map(
      ({ name, in: where, required, description = "", schema }) =>
        `| \`${name}\` | ${where}${required ? ", required" : ""} | ${typeText(schema)} | ${plain(description)} |`,
    ),
    "",
    ...(body === undefined || Object.keys(body.properties ?? {}).length === 0
      ? []
      : ["Body:", "", ...fields(body), ""]),
    "| response | what it says |",
    "| --- | --- |",
    ...Object.entries(responses).map(([status, { description, content }]) => {
      const schemas = Object.values(content ?? {}).map(({ schema }) => typeText(schema));
      const shown = [...new Set(schemas)].join(" or ");
      return `| ${status} | ${plain(description)}${shown === "" ? "" : `: ${shown}`} |`;
    }),
    "",
  ];
}

function fields({ properties = {}, required = [] }: Schema): string[] {
  return [
    "| field | type |",
    "| --- | --- |",
    ...Object.entries(properties).map(
      ([name, schema]) =>
        `| \`${name}\` | ${typeText(schema)}${required.includes(name) ? ", required" : ""} |`,
    ),
  ];
}

/** A schema in words; objects within objects are named "object", and arrays by what they hold. */
function typeText(schema: Schema): string {
  const { $ref, anyOf, items, format: form, type = "any" } = schema;
  if ($ref !== undefined) {
    const name = $ref.split("/").at(-1) ?? "";
    return `[${name}](#${name.toLowerCase()})`;
  }
  if (anyOf !== undefined) return [...new Set(anyOf.map(typeText))].join(" or ");
  if (schema.enum !== undefined) return schema.enum.map(value => `\`${String(value)}\``).join(", ");
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (items !== undefined) return `list of ${typeText(items)}`;
  const limits = [
    ...(schema.minimum === undefined ? [] : [`from ${schema.minimum}`]),
    ...(schema.maximum === undefined || schema.maximum > 1e9 ? [] : [`to ${schema.maximum}`]),
    ...(schema.maxLength === undefined ? [] : [`at most ${schema.maxLength} characters`]),
    ...(schema.default === undefined ? [] : [`default \`${JSON.stringify(schema.default)}\``]),
  ];
  return [`${type}${form === undefined ? "" : ` (${form})`}`, ...limits].join(", ");
}

function plain(text: string): string {
  return text.replaceAll(/[|*_<>[\]]/g, "\\$&");
}
