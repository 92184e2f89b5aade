/** The environment variables a function is given. A missing one fails the cold start, not the hundredth event. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** @throws Error that names the variable */
export function required(environment: Environment, name: string): string {
  const value = environment[name];
  if (value === undefined || value === "") {
    throw new Error(`The environment variable ${name} is missing: deploy the stack again.`);
  }
  return value;
}

/** A comma-separated list. @throws Error that names the variable */
export function requiredList(environment: Environment, name: string): string[] {
  return required(environment, name).split(",");
}
