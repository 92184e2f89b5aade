/** For sockets to close after the last test. */
const DRAIN_MS = 10_000;

/** Ends this process with an error if something that a test started keeps it running. */
export function failIfStillRunning(): void {
  setTimeout(() => {
    console.error(
      `Still running ${DRAIN_MS / 1000} s after the last test: ${process.getActiveResourcesInfo().join(", ")}`,
    );
    process.exit(1);
  }, DRAIN_MS).unref();
}
