/** A test that talks to the emulator waits for real processes; no test waits for a fixed time. */
const TIMEOUT_MS = 120_000;

export const MOCHA_OPTIONS = { timeout: TIMEOUT_MS, forbidOnly: true };
