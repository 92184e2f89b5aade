import { MAX_USERNAME_LENGTH } from "../../records/credential";
import { statuses } from "./credentials/schemas";

export const USERNAME = {
  ...{ name: "username", in: "path", required: true },
  description: "The name of the credential, which is not its SMTP user name",
  example: "jane",
  schema: { type: "string", pattern: `^[A-Za-z0-9_+=.@-]{1,${MAX_USERNAME_LENGTH}}$` },
};

export const LIST_PARAMETERS = [
  { name: "status", in: "query", schema: { type: "string", enum: statuses.options } },
  { name: "limit", in: "query", schema: { type: "integer", minimum: 1, maximum: 100, default: 50 } },
  {
    name: "pageToken",
    in: "query",
    description: "nextPageToken of the previous page",
    schema: { type: "string" },
  },
];

export const IF_MATCH = {
  ...{ name: "if-match", in: "header" },
  description: "The etag of an earlier response: 412 if the credential's settings have changed since",
  schema: { type: "string", pattern: '^(\\*|"[!#-~]*"(, *"[!#-~]*")*)$' },
};

export const IF_NONE_MATCH = {
  ...{ name: "if-none-match", in: "header" },
  description: "Only create: 412 if the credential already exists",
  schema: { type: "string", enum: ["*"] },
};

export const CORRELATION_ID = {
  ...{ name: "x-correlation-id", in: "header" },
  description: "Appears in the response and in the audit log",
  schema: { type: "string", pattern: "^[A-Za-z0-9_.-]{1,64}$" },
};
