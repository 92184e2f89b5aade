type Environment = Readonly<Record<string, string | undefined>>;

/** Runs work with these environment variables, undefined ones removed, and restores them afterward. */
export async function withEnvironment<Result>(
  values: Environment,
  work: () => Result | Promise<Result>,
): Promise<Result> {
  const before = Object.fromEntries(Object.keys(values).map(name => [name, process.env[name]]));
  set(values);
  try {
    return await work();
  } finally {
    set(before);
  }
}

function set(values: Environment): void {
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
}
