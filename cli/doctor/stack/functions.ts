import { type Detail, error } from "../findings/finding";

/** A function's configuration and reserved concurrency; undefined: it does not exist. */
export type FoundFunction =
  { State?: string | undefined; StateReason?: string | undefined; reserved: number | undefined } | undefined;

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConfiguration.html: a function that was idle for weeks is Inactive, and starts when it is invoked. */
const READY = new Set([undefined, "Active", "Inactive"]);

export function judgeFunctions(found: readonly (readonly [name: string, found: FoundFunction])[]): Detail[] {
  return found.flatMap(([name, state]) => {
    const why = "What it is there for does not happen; its events wait for hours, and then fail.";
    if (state === undefined)
      return [error(`the function ${name} does not exist`, why, "Run `pulumi refresh` and `pulumi up`.")];
    if (state.reserved === 0)
      return [
        error(
          `the function ${name} may not run: its reserved concurrency is 0`,
          why,
          `Somebody has stopped it: find out why, then run \`aws lambda delete-function-concurrency --function-name ${name}\`.`,
        ),
      ];
    if (READY.has(state.State)) return [];
    return [
      error(
        `the function ${name} is ${state.State}${state.StateReason === undefined ? "" : `: ${state.StateReason}`}`,
        why,
        "If it does not become Active within minutes, run `pulumi refresh` and `pulumi up`.",
      ),
    ];
  });
}
