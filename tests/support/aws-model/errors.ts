/** An error as the SDK throws it: callers distinguish errors by name. */
export function serviceError(name: string, message: string): Error {
  const error = new Error(message);
  error.name = name;
  return Object.assign(error, { $fault: "client", $metadata: { requestId: "model" } });
}

export const noSuchUser = (name: string) =>
  serviceError("NoSuchEntityException", `The user with name ${name} cannot be found.`);
