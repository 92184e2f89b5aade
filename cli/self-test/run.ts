import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { visible } from "../../mailer/errors/visible";
import { ApiClient } from "../api/client";
import type { ApiOptions } from "../api/endpoint";
import { stackRegion } from "../api/stack-outputs";
import { CommandError, type CommandContext, UsageError } from "../shared/context";
import { cleanUp } from "./clean-up";
import { readAbandoned, removeManifest, writeManifest } from "./manifest";
import { requireHealthyAccount } from "./prerequisites";
import { count, progressLine, reportMarkdown, reportText, type SelfTestReport } from "./report";
import { createSelfTest, type Made, type SelfTest } from "./self-test";
import { testedStack } from "./stack";
import { runSteps, selectSteps } from "./step";
import { STEPS } from "./steps";

export interface SelfTestOptions extends ApiOptions {
  domain?: string;
  only?: string[];
  quick?: boolean;
  list?: boolean;
  markdown?: string;
  manifest: string;
  timeout: string;
}

/**
 * Runs the steps that are asked for, reports, and removes what they created.
 *
 * @throws UsageError; CommandError if a step failed, the run was interrupted, or something is left
 */
export async function runSelfTest(context: CommandContext, options: SelfTestOptions): Promise<void> {
  if (options.list) return listSteps(context);
  const maxMs = timeoutMs(options.timeout);
  const steps = selected(options);
  const stack = await testedStack(options.stack);
  const domain = domainOf(options, stack.smtpUsers.allowedFromDomains);
  const api = await ApiClient.open(options);
  const interruption = new AbortController();
  const run = {
    ...{ id: randomBytes(6).toString("hex"), startedAt: new Date(), domain },
    ...{ signal: interruption.signal, maxMs },
  };
  const test = createSelfTest(stack, api, run);
  await requireHealthyAccount(test);
  await removeAbandoned(context, test, options.manifest);
  const { stack: name } = stack.smtpUsers;
  const startedAt = run.startedAt.toISOString();
  await writeManifest(options.manifest, { id: run.id, stack: name, region: stackRegion(stack), startedAt });
  const report = await withInterruption(context, interruption, () => execute(context, test, steps));
  if (report.left.length === 0) await removeManifest(options.manifest);
  if (options.markdown !== undefined) await writeMarkdown(options.markdown, report);
  context.result({ ...report }, reportText(report));
  requireSuccess(report, interruption.signal, options.manifest);
}

function listSteps(context: CommandContext): void {
  const steps = STEPS.map(({ name, proves, needs = [], measures = false }) => ({
    name,
    proves,
    needs,
    measures,
  }));
  context.result({ steps }, steps.map(({ name, proves }) => `${name.padEnd(20)} ${proves}`).join("\n"));
}

/** @throws UsageError */
function selected({ only = [], quick = false }: SelfTestOptions) {
  try {
    return selectSteps(STEPS, only, quick);
  } catch (error) {
    throw new UsageError("--only", (error as Error).message, "see ses-smtp self-test --list");
  }
}

/** @throws UsageError */
function timeoutMs(timeout: string): number {
  if (/^\d{1,4}$/.test(timeout) && Number(timeout) > 0) return Number(timeout) * 1_000;
  throw new UsageError(
    "--timeout",
    `${JSON.stringify(timeout)} is not a number of seconds`,
    "use one such as 180",
  );
}

/** @throws UsageError if the stack's users may not send from it */
function domainOf({ domain }: SelfTestOptions, allowed: readonly string[]): string {
  const found = domain === undefined ? allowed[0] : allowed.find(each => each === domain.toLowerCase());
  if (found !== undefined) return found;
  throw new UsageError(
    "--domain",
    `the stack's users may not send from ${JSON.stringify(domain ?? "")}`,
    `use one of ${allowed.join(", ")}`,
  );
}

/** Removes what an earlier run has left because it was killed. @throws CommandError if that does not work */
async function removeAbandoned({ stderr }: CommandContext, test: SelfTest, file: string): Promise<void> {
  const { region, stack } = test;
  const abandoned = await readAbandoned(file, { stack: stack.smtpUsers.stack, region });
  if (abandoned === undefined) return;
  stderr.write(`Removing what an earlier run has left (${abandoned.names.credential}) …\n`);
  const problems = await cleanUp({ ...test, ...abandoned, awaited: new Set() }, new Set(EVERYTHING));
  if (problems.length > 0) throw new CommandError(`An earlier run has left ${problems.join("; ")}.`);
  await removeManifest(file);
}

const EVERYTHING: readonly Made[] = ["credential", "suppressions", "key user", "configuration set"];

/** Ctrl-C and SIGTERM end the steps, not the clean-up. */
async function withInterruption<Result>(
  { stderr }: CommandContext,
  interruption: AbortController,
  work: () => Promise<Result>,
): Promise<Result> {
  const stop = () => {
    stderr.write("Stopping, and removing what was created …\n");
    interruption.abort(new CommandError("Interrupted."));
  };
  for (const signal of SIGNALS) process.on(signal, stop);
  try {
    return await work();
  } finally {
    for (const signal of SIGNALS) process.off(signal, stop);
  }
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

async function execute(
  { stderr }: CommandContext,
  test: SelfTest,
  steps: ReturnType<typeof selected>,
): Promise<SelfTestReport> {
  const begin = performance.now();
  const results = await runSteps(steps, test, test.signal, {
    begin: () => undefined,
    end: result => stderr.write(`${visible(progressLine(result))}\n`),
  });
  const left = await cleanUp(test, test.made);
  const { stack, region, domain, startedAt, mail, measured } = test;
  return {
    ...{ stack: stack.smtpUsers.stack, region, domain, startedAt: startedAt.toISOString() },
    seconds: (performance.now() - begin) / 1_000,
    messages: mail.sent,
    passed: count(results, "passed"),
    failed: count(results, "failed"),
    skipped: count(results, "skipped"),
    steps: results,
    measurements: measured,
    left,
  };
}

async function writeMarkdown(file: string, report: SelfTestReport): Promise<void> {
  await writeFile(file, reportMarkdown(report)).catch((error: unknown) => {
    const { code } = error as NodeJS.ErrnoException;
    throw new CommandError(`--markdown ${JSON.stringify(file)} cannot be written (${String(code)}).`);
  });
}

/** @throws CommandError */
function requireSuccess({ steps, left }: SelfTestReport, signal: AbortSignal, manifest: string): void {
  if (left.length > 0)
    throw new CommandError(
      `Not everything could be removed: run the self-test again, which continues with ${JSON.stringify(manifest)}; the daily sweep removes it too.`,
    );
  if (signal.aborted) throw new CommandError("Interrupted: everything that was created is removed.");
  const failed = steps.filter(({ verdict }) => verdict === "failed").map(({ name }) => name);
  if (failed.length > 0) throw new CommandError(`The self-test failed: ${failed.join(", ")}.`);
}
