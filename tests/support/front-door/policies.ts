import type { Statement } from "./role-caller";

/** A resource policy: each statement allows, on every resource, unless it says otherwise. */
export const policyOf = (...statements: readonly Statement[]) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: statements.map(statement => ({ Effect: "Allow", Resource: "*", ...statement })),
  });

/** AWS's answer to a call that is refused; undefined to one that is allowed. */
export const refusalOf = async (call: Promise<unknown>): Promise<string | undefined> => {
  try {
    await call;
    return undefined;
  } catch (thrown) {
    return (thrown as Error).message;
  }
};
