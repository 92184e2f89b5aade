/** Resolves when the process is told to stop: Ctrl-C, or a supervisor. */
export async function stopped(): Promise<void> {
  await new Promise<void>(resolve => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
}
