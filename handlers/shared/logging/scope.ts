import { AsyncLocalStorage } from "node:async_hooks";
import type { LogFields } from "./fields";

/** What identifies the work that is going on. */
export type Identity = Pick<
  LogFields,
  "correlation_id" | "trace_id" | "request_id" | "username" | "operation"
>;

const current = new AsyncLocalStorage<{ -readonly [Name in keyof Identity]: Identity[Name] }>();

/** Runs work whose log entries say what it is about, whoever writes them; nested work inherits it. */
export function inScope<T>(identity: Identity, work: () => T): T {
  return current.run({ ...current.getStore(), ...identity }, work);
}

/** Says more about the work that is going on, once it is known; nothing outside of {@link inScope}. */
export function amendScope(identity: Identity): void {
  const scope = current.getStore();
  if (scope !== undefined) Object.assign(scope, identity);
}

export function currentScope(): Identity {
  return current.getStore() ?? {};
}
