import type * as z from "zod/mini";
import type { MetricsAction } from "../shared/api-routes";
import type { Parameter } from "./http/query";
import {
  address,
  DELETE_PARAMETERS,
  EVENT_PARAMETERS,
  SUMMARY_PARAMETERS,
  SUPPRESSION_PARAMETERS,
} from "./metrics/parameters";
import { PROMETHEUS_TYPE } from "./metrics/prometheus";
import {
  bounces,
  complaints,
  removed,
  summary,
  suppression,
  suppressionBody,
  suppressions,
  violations,
} from "./metrics/schemas";
import { type Operation, WITH_BODY } from "./openapi-operation";

/** The schemas that only the metrics routes refer to. */
export const METRICS_SCHEMAS: Readonly<Record<string, z.ZodMiniType>> = {
  Bounces: bounces,
  Complaints: complaints,
  Violations: violations,
  Summary: summary,
  Suppression: suppression,
  Suppressions: suppressions,
  RemovedSuppression: removed,
};

const REMOVED = { status: 200, schema: "RemovedSuppression", description: "The entry is removed" } as const;

export const METRICS_OPERATIONS: Readonly<Record<MetricsAction, Operation>> = {
  getBounces: {
    summary: "Count bounces, list the newest, and judge the rate",
    parameters: inQuery(EVENT_PARAMETERS),
    answers: [{ status: 200, schema: "Bounces", description: "Bounces of the last days, newest first" }],
    problems: [],
  },
  getComplaints: {
    summary: "Count complaints, list the newest, and judge the rate",
    parameters: inQuery(EVENT_PARAMETERS),
    answers: [
      { status: 200, schema: "Complaints", description: "Complaints of the last days, newest first" },
    ],
    problems: [],
  },
  getViolations: {
    summary: "Count messages that a login may not have sent, and list the newest",
    parameters: inQuery(EVENT_PARAMETERS),
    answers: [
      { status: 200, schema: "Violations", description: "Violations of the last days, newest first" },
    ],
    problems: [],
  },
  getSummary: {
    summary: "Summarize what was sent and what bounced",
    parameters: inQuery(SUMMARY_PARAMETERS),
    answers: [
      { status: 200, schema: "Summary", description: "A day, a week, a period, the list and the quota" },
    ],
    problems: [],
  },
  listSuppressions: {
    summary: "List the addresses that the mailer does not send to",
    parameters: inQuery(SUPPRESSION_PARAMETERS),
    answers: [{ status: 200, schema: "Suppressions", description: "Entries in force, newest first" }],
    problems: [],
  },
  addSuppression: {
    summary: "Suppress an address by hand, or replace its entry",
    parameters: [],
    body: suppressionBody,
    isBodyRequired: true,
    example: { email: "jane@example.com" },
    answers: [{ status: 201, schema: "Suppression", description: "The entry" }],
    problems: WITH_BODY,
  },
  deleteSuppression: {
    summary: "Remove an address from the suppression list",
    parameters: [{ name: "email", in: "path", required: true, schema: address.schema }],
    answers: [REMOVED],
    problems: ["not-suppressed"],
  },
  deleteSuppressionByQuery: {
    summary: "Remove an address from the suppression list, given in the query",
    parameters: inQuery(DELETE_PARAMETERS).map(parameter => ({ ...parameter, required: true })),
    answers: [REMOVED],
    problems: ["not-suppressed"],
  },
  getPrometheus: {
    summary: "Expose totals, the size of the suppression list and the quota to Prometheus",
    parameters: [],
    answers: [{ status: 200, text: PROMETHEUS_TYPE, description: "Prometheus's text format" }],
    problems: [],
  },
};

function inQuery(parameters: Readonly<Record<string, Parameter<unknown>>>): object[] {
  return Object.entries(parameters).map(([name, { schema, description }]) => ({
    ...{ name, in: "query" },
    ...(description === undefined ? {} : { description }),
    schema,
  }));
}
