import { explainAwsError } from "../shared/aws-errors";

/** One thing that a self-test proves or measures. */
export interface Step<Context> {
  /** How messages and `--only` name it. */
  name: string;
  /** The sentence that it proves. */
  proves: string;
  /** Steps that must have passed before. */
  needs?: readonly string[];
  /** It measures what AWS does not document: `--quick` leaves it out. */
  measures?: true;
  /**
   * @returns what was seen
   * @throws StepFailed if the sentence is not true; StepSkipped if it cannot be told; or any other error, which fails it too
   */
  run(context: Context): Promise<string>;
}

/** The sentence is not true. */
export class StepFailed extends Error {
  override readonly name = "StepFailed";

  constructor(
    message: string,
    /** What to do. */
    readonly remedy?: string,
  ) {
    super(message);
  }
}

/** Nothing can be said about the sentence here, and nothing is wrong. */
export class StepSkipped extends Error {
  override readonly name = "StepSkipped";
}

export interface StepResult {
  name: string;
  proves: string;
  verdict: "passed" | "failed" | "skipped";
  detail: string;
  remedy?: string;
  seconds: number;
}

export interface StepListener {
  begin(name: string): void;
  end(result: StepResult): void;
}

/**
 * Runs steps one after another. A step whose needs have not passed is skipped: its failure would say nothing new.
 *
 * @param signal aborted: no other step begins
 * @returns the results so far
 */
export async function runSteps<Context>(
  steps: readonly Step<Context>[],
  context: Context,
  signal: AbortSignal,
  listener: StepListener,
): Promise<StepResult[]> {
  const results: StepResult[] = [];
  const passed = new Set<string>();
  for (const step of steps) {
    if (signal.aborted) break;
    listener.begin(step.name);
    const missing = (step.needs ?? []).filter(name => !passed.has(name));
    const result =
      missing.length > 0
        ? { ...about(step), verdict: "skipped" as const, detail: `needs ${missing.join(", ")}`, seconds: 0 }
        : await runStep(step, context);
    if (signal.aborted && result.verdict !== "passed") break;
    if (result.verdict === "passed") passed.add(step.name);
    results.push(result);
    listener.end(result);
  }
  return results;
}

async function runStep<Context>(step: Step<Context>, context: Context): Promise<StepResult> {
  const begin = performance.now();
  const outcome = await step.run(context).then(
    detail => ({ verdict: "passed" as const, detail }),
    (error: unknown) => outcomeOf(error),
  );
  return { ...about(step), ...outcome, seconds: (performance.now() - begin) / 1_000 };
}

function about({ name, proves }: Pick<StepResult, "name" | "proves">) {
  return { name, proves };
}

function outcomeOf(error: unknown): Pick<StepResult, "verdict" | "detail" | "remedy"> {
  if (error instanceof StepSkipped) return { verdict: "skipped", detail: error.message };
  if (error instanceof StepFailed) {
    const { message: detail, remedy } = error;
    return { verdict: "failed", detail, ...(remedy !== undefined && { remedy }) };
  }
  const detail = explainAwsError(error, {}) ?? (error instanceof Error ? error.message : String(error));
  return { verdict: "failed", detail };
}

/**
 * The steps that are asked for, and those that they need, in the order of `steps`.
 *
 * @param only names; empty: all
 * @throws Error that names an unknown step
 */
export function selectSteps<Context>(
  steps: readonly Step<Context>[],
  only: readonly string[],
  quick: boolean,
): Step<Context>[] {
  const known = new Map(steps.map(step => [step.name, step]));
  const wanted = new Set<string>();
  const add = (name: string) => {
    const step = known.get(name);
    if (step === undefined) throw new Error(`no step ${JSON.stringify(name)}`);
    if (wanted.has(name)) return;
    wanted.add(name);
    (step.needs ?? []).forEach(add);
  };
  const asked = only.length > 0 ? only : steps.map(({ name }) => name);
  asked.filter(name => only.length > 0 || !quick || known.get(name)?.measures !== true).forEach(add);
  return steps.filter(({ name }) => wanted.has(name));
}
