import { API_ROUTES, type ApiAction } from "../shared/api-routes";
import type { Answer, OperationContext } from "./credentials/context";
import { getCredential, getSecret, listCredentials } from "./credentials/read";
import {
  deleteCredential,
  disableCredential,
  enableCredential,
  patchCredential,
  putCredential,
  rotateCredential,
} from "./credentials/write";

const OPERATIONS: Readonly<Record<ApiAction, (context: OperationContext) => Promise<Answer>>> = {
  listCredentials,
  getCredential,
  putCredential,
  patchCredential,
  deleteCredential,
  getSecret,
  rotateCredential,
  disableCredential,
  enableCredential,
};

/** @returns undefined for a route that the API does not have */
export function routeOf(routeKey: string | undefined) {
  const found = Object.entries(API_ROUTES).find(([, key]) => key === routeKey);
  if (found === undefined) return undefined;
  const action = found[0] as ApiAction;
  return { action, operation: OPERATIONS[action] };
}
