import { writeFileSync } from "node:fs";
import { FailedOperations } from "../../../tests/support/sandbox/failed-operations";
import { collectRun, watchQueues } from "./collect";
import { playRun } from "./play";
import { type RecordedRun, RUN_FILE, compressed } from "./run";

/** Wake-ups come twice as fast: a rotation waits for one. */
const SPEEDUP = 2;

/** Deploys the stack in the sandbox, uses it for five minutes, and writes what it recorded to the run's file. */
export async function recordRun(): Promise<RecordedRun> {
  const on = await FailedOperations.start({ speedup: SPEEDUP, settings: { enforcement: "suspend" } });
  try {
    const begin = Date.now();
    const { deadLetterQueueUrl, parkedQueueUrl } = on.sandbox.report.outputs;
    const urls = { dead: String(deadLetterQueueUrl), parked: String(parkedQueueUrl) };
    const stopWatching = watchQueues(on.sqs, urls, begin);
    await playRun(on, begin).finally(stopWatching);
    const run = await collectRun(on.sandbox, begin, await stopWatching());
    writeFileSync(RUN_FILE, compressed(run));
    return run;
  } finally {
    await on.close();
  }
}
