import { runHistories } from "../../tests/support/histories";
import type { Figure } from "../figure";

/** Twenty times as many as `npm test` runs. */
const HISTORIES = 10_000;

/**
 * Random histories of administrators' moves and faults of AWS, on the strict model of AWS.
 * @throws Error with the smallest counterexample if an invariant is violated
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
    throw new Error(`An invariant is violated (SES_SMTP_SEED=${seed}):\n${counterExample ?? ""}`);
  return [
    { name: "histories", value: histories, unit: "count" },
    { name: "administrators' moves", value: moves, unit: "count" },
    { name: "faults injected", value: faultsInjected, unit: "count" },
    { name: "violations of an invariant", value: violations, unit: "count" },
    { name: "time", value: (performance.now() - started) / 1000, unit: "s" },
  ];
}
