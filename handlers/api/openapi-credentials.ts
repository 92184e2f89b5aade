import type { CredentialAction } from "../shared/api-routes";
import { emptyBody, patchBody, putBody, rotateBody } from "./credentials/schemas";
import type { ProblemName } from "./http/problem";
import { type Operation, WITH_BODY } from "./openapi-operation";
import { IF_MATCH, IF_NONE_MATCH, LIST_PARAMETERS, USERNAME } from "./openapi-parameters";

const CHANGE: readonly ProblemName[] = [
  "not-found",
  "changed-meanwhile",
  "precondition-failed",
  ...WITH_BODY,
];

/** What the manager must carry out on the login itself. */
const ACT: readonly ProblemName[] = [...CHANGE, "not-adopted"];

const SHOWN = { status: 200, schema: "Credential", description: "The credential as it is now" } as const;

export const CREDENTIAL_OPERATIONS: Readonly<Record<CredentialAction, Operation>> = {
  listCredentials: {
    summary: "List credentials by username",
    parameters: LIST_PARAMETERS,
    answers: [{ status: 200, schema: "CredentialList", description: "A page of credentials" }],
    problems: [],
  },
  getCredential: {
    summary: "Show a credential",
    parameters: [USERNAME],
    answers: [SHOWN],
    problems: ["not-found"],
  },
  putCredential: {
    summary: "Create a credential, or replace its settings",
    parameters: [USERNAME, IF_MATCH, IF_NONE_MATCH],
    body: putBody,
    isBodyRequired: true,
    example: { allowedFromAddresses: ["jane@company.com"], description: "Jane Doe" },
    answers: [SHOWN, { status: 201, schema: "Credential", description: "The new credential" }],
    problems: ["changed-meanwhile", "precondition-failed", ...WITH_BODY],
  },
  patchCredential: {
    summary: "Change some settings of a credential (JSON Merge Patch: null removes)",
    parameters: [USERNAME, IF_MATCH],
    body: patchBody,
    isBodyRequired: true,
    example: { allowedFromAddresses: ["jane@company.com", "*@company.com"], description: null },
    answers: [SHOWN],
    problems: CHANGE,
  },
  deleteCredential: {
    summary: "Remove a credential and its login",
    parameters: [USERNAME, IF_MATCH],
    answers: [{ status: 204, description: "The record is deleted; the login follows within seconds" }],
    problems: ACT,
  },
  getSecret: {
    summary: "Get the encrypted password, for callers who may decrypt it with KMS",
    parameters: [USERNAME],
    body: emptyBody,
    answers: [
      { status: 200, schema: "Secret", description: "The encrypted password and its encryption context" },
    ],
    problems: ["not-found", "no-login", ...WITH_BODY],
  },
  rotateCredential: {
    summary: "Request a new password; the old one keeps working for a grace period, unless it is compromised",
    parameters: [USERNAME, IF_MATCH],
    body: rotateBody,
    answers: [SHOWN],
    problems: ACT,
  },
  disableCredential: {
    summary: "Stop a login without deleting it",
    parameters: [USERNAME, IF_MATCH],
    body: emptyBody,
    answers: [SHOWN],
    problems: ACT,
  },
  enableCredential: {
    summary: "Turn a login on again, and lift its hold",
    parameters: [USERNAME, IF_MATCH],
    body: emptyBody,
    answers: [SHOWN],
    problems: ACT,
  },
};
