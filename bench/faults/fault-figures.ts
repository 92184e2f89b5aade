import { runHistories } from "../../tests/support/histories";
import type { Figure } from "../figure";

/** As many as `npm test` runs, twenty times over. */
const HISTORIES = 10_000;

/**
 * Random histories of administrators' moves and AWS's faults against the strict model of AWS.
 * @throws Error with the counter-example, shrunk, where an invariant does not hold
 */
export async function faultFigures(): Promise<Figure[]> {
  const seed = Number(process.env.SES_SMTP_SEED ?? Date.now() % 2 ** 31);
  process.stderr.write(`SES_SMTP_SEED=${seed}\n`);
  const started = performance.now();
  const { histories, moves, faultsInjected, violations, counterExample } = await runHistories({
    histories: HISTORIES,
    seed,
  });
  if (violations > 0)
    throw new Error(`An invariant does not hold (SES_SMTP_SEED=${seed}):\n${counterExample ?? ""}`);
  return [
    { name: "histories", value: histories, unit: "count" },
    { name: "administrators' moves", value: moves, unit: "count" },
    { name: "faults injected", value: faultsInjected, unit: "count" },
    { name: "violations of an invariant", value: violations, unit: "count" },
    { name: "time", value: (performance.now() - started) / 1000, unit: "s" },
  ];
}
