/**
 * A function's environment variables as Lambda passes them: any may be missing until it is read with {@link required}.
 * Each function declares its own in its environment.ts.
 */
export type Environment<Variables> = {
  readonly [Name in keyof Variables]?: string | undefined;
};

/** What Lambda sets for every function. */
export interface LambdaEnvironment {
  AWS_REGION: string;
}

/** What the stack sets for every function. */
export interface CommonEnvironment {
  STACK_NAME: string;
  /** The lowest level of log entries that is written. */
  LOG_LEVEL: string;
}

/**
 * Reads a variable. Call it at cold start, so that a missing variable fails there and not at the hundredth event.
 * @throws Error that names the variable
 */
export function required<Variables>(
  environment: Environment<Variables>,
  name: keyof Variables & string,
): string {
  const value = environment[name];
  if (value === undefined || value === "") {
    throw new Error(`Environment variable ${name} is missing. Deploy the stack again.`);
  }
  return value;
}

/** A comma-separated list; empty if the variable is missing or empty. */
export function optionalList<Variables>(
  environment: Environment<Variables>,
  name: keyof Variables & string,
): string[] {
  return (environment[name] ?? "").split(",").filter(item => item !== "");
}

/** A comma-separated list. @throws Error that names the variable */
export function requiredList<Variables>(
  environment: Environment<Variables>,
  name: keyof Variables & string,
): string[] {
  return required(environment, name).split(",");
}

/** @throws Error that names the variable */
export function requiredNumber<Variables>(
  environment: Environment<Variables>,
  name: keyof Variables & string,
): number {
  const value = Number(required(environment, name));
  if (Number.isNaN(value))
    throw new Error(`Environment variable ${name} is not a number. Deploy the stack again.`);
  return value;
}
