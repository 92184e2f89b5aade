import { startSandbox } from "../../sandbox/sandbox";
import { runBusyTable } from "../../tests/support/sandbox/busy-table";
import { LoginLoad, type LoadPhase } from "../../tests/support/sandbox/login-load";
import { type Figure, quantile } from "../figure";

/** Smaller on a machine that is in use: `SES_SMTP_LOAD_LOGINS=200 npm run bench -- load`. */
const LOGINS = Number(process.env.SES_SMTP_LOAD_LOGINS ?? "1000");
const BUSY = { logins: 100, messages: 300, throttleEvery: 5 };

/**
 * A thousand logins that are made, rotated and removed in the sandbox, in files of a hundred, ten functions at a time; and
 * manager, API and recorder at once on one table, of which every fifth call is throttled.
 */
export async function loadFigures(): Promise<Figure[]> {
  return [...(await loginFigures()), ...(await busyTableFigures())];
}

async function loginFigures(): Promise<Figure[]> {
  const load = await LoginLoad.start(LOGINS);
  try {
    const created = reported(phaseFigures("created", await load.create()));
    const rotated = reported(phaseFigures("rotated", await load.rotate()));
    const removed = reported(phaseFigures("removed", await load.remove()));
    const left = await load.users();
    return [
      ...[...created, ...rotated, ...removed],
      { name: "IAM users left", value: left.length, unit: "count", max: 0 },
    ];
  } finally {
    await load.close();
  }
}

/** As they come: the whole takes half an hour. */
function reported(figures: Figure[]): Figure[] {
  for (const { name, value, unit } of figures) process.stderr.write(`${name}: ${value.toFixed(1)} ${unit}\n`);
  return figures;
}

function phaseFigures(what: string, { seconds, times, calls }: LoadPhase): Figure[] {
  return [
    { name: `${LOGINS} logins ${what}`, value: seconds, unit: "s" },
    { name: `  95th percentile of a login, in its hundred`, value: quantile(times, 0.95) / 1_000, unit: "s" },
    { name: `  AWS calls a login`, value: calls / LOGINS, unit: "calls" },
  ];
}

async function busyTableFigures(): Promise<Figure[]> {
  const sandbox = await startSandbox({ keyDelayMs: 200 });
  try {
    const run = await runBusyTable(sandbox, BUSY);
    const { activations, apiCalls, apiProblems, dynamodbCalls, edits, failed, sent, throttled } = run;
    const { logins, messages } = BUSY;
    const lost = failed.length + logins - activations.length + Math.abs(messages - sent) + apiProblems.length;
    const lostEdits = edits.seen === `edit ${edits.made}` ? 0 : 1;
    return [
      {
        name: `busy table, ${logins} logins: record to active, 95th percentile`,
        value: quantile(activations, 0.95) / 1_000,
        unit: "s",
      },
      {
        name: `busy table, ${apiCalls.length} calls of the API, 95th percentile`,
        value: quantile(apiCalls, 0.95),
        unit: "ms",
      },
      {
        name: `busy table, ${messages} messages: from the last one until all are recorded`,
        value: run.recordedAfterMs / 1_000,
        unit: "s",
      },
      { name: "busy table, calls of DynamoDB", value: dynamodbCalls, unit: "calls" },
      { name: "  of which throttled", value: throttled, unit: "calls" },
      { name: "busy table, lost", value: lost + lostEdits, unit: "count", max: 0 },
    ];
  } finally {
    await sandbox.close();
  }
}
