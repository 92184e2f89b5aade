import fc from "fast-check";
import { histories as anyHistory } from "./arbitrary";
import { type History, listing } from "./moves";
import { play } from "./play";

export interface HistoriesReport {
  histories: number;
  moves: number;
  faultsInjected: number;
  violations: number;
  seed: number;
  /** The smallest history found that violates something, in readable form. */
  counterExample: string | undefined;
}

/**
 * Plays random histories of administrators, streams, clocks and faults on the model of AWS, in virtual time, and checks
 * the invariants after each change and the desired state at the end.
 */
export async function runHistories(
  options: { histories?: number; seed?: number; shrink?: boolean } = {},
): Promise<HistoriesReport> {
  const { histories = 500, seed = seedOf(process.env.SES_SMTP_SEED), shrink = true } = options;
  const report = { histories: 0, moves: 0, faultsInjected: 0, violations: 0, seed };
  const property = fc.asyncProperty(anyHistory, async (history: History) => {
    const { faultsInjected, violations } = await play(history);
    if (report.violations === 0) {
      report.histories++;
      report.moves += history.moves.length;
      report.faultsInjected += faultsInjected;
    }
    report.violations += violations.length > 0 && report.violations === 0 ? 1 : 0;
    if (violations.length > 0) throw new Error(violations.join("\n"));
  });
  const { counterexample, errorInstance } = await fc.check(property, {
    numRuns: histories,
    seed,
    endOnFailure: !shrink,
  });
  const smallest = counterexample?.[0];
  return {
    ...report,
    counterExample: smallest && `${listing(smallest)}\n${String((errorInstance as Error).message)}`,
  };
}

/** The suite plays the same histories each time; `npm run bench -- faults` searches others. */
const SUITE_SEED = 20_261_121;

function seedOf(setting: string | undefined): number {
  return setting === undefined ? SUITE_SEED : Number(setting);
}
