/** An error as the SDK throws it: callers distinguish errors by name. */
export function serviceError(name: string, message: string): Error {
  const error = new Error(message);
  error.name = name;
  return Object.assign(error, { $fault: "client", $metadata: { requestId: "model" } });
}

export const noSuchUser = (name: string) =>
  serviceError("NoSuchEntityException", `The user with name ${name} cannot be found.`);

/** What the SDK throws where there was no answer: it is no answer of a service. */
export function unanswered(): Error {
  const error = new Error("socket hang up");
  error.name = "TimeoutError";
  return Object.assign(error, { $metadata: { attempts: 1 } });
}
