import { API_ROUTES, type ApiAction } from "../shared/api-routes";
import type { OperationContext } from "./credentials/context";
import { getCredential, getSecret, listCredentials } from "./credentials/read";
import {
  deleteCredential,
  disableCredential,
  enableCredential,
  patchCredential,
  putCredential,
  rotateCredential,
} from "./credentials/write";
import type { Answer } from "./http/answer";
import type { MetricsContext } from "./metrics/context";
import { getBounces, getComplaints, getViolations } from "./metrics/events";
import { getPrometheus } from "./metrics/scrape";
import { getSummary } from "./metrics/summary";
import {
  addSuppression,
  deleteSuppression,
  deleteSuppressionByQuery,
  listSuppressions,
} from "./metrics/suppressions";

type Operation = (context: OperationContext & MetricsContext) => Promise<Answer>;

const OPERATIONS: Readonly<Record<ApiAction, Operation>> = {
  listCredentials,
  getCredential,
  putCredential,
  patchCredential,
  deleteCredential,
  getSecret,
  rotateCredential,
  disableCredential,
  enableCredential,
  getBounces,
  getComplaints,
  getViolations,
  getSummary,
  listSuppressions,
  addSuppression,
  deleteSuppression,
  deleteSuppressionByQuery,
  getPrometheus,
};

/** @returns undefined for a route that the API does not have */
export function routeOf(routeKey: string | undefined) {
  const found = Object.entries(API_ROUTES).find(([, key]) => key === routeKey);
  if (found === undefined) return undefined;
  const action = found[0] as ApiAction;
  return { action, operation: OPERATIONS[action] };
}
