import { runHistories } from "../../tests/support/histories";
import { explore } from "../../tests/support/protocol-model/explore";
import { leaseProtocol } from "../../tests/support/protocol-model/transitions";
import { LARGE_SCENARIOS } from "../../tests/support/protocol-model/scenarios";
import type { Figure } from "../figure";

/** Twenty times as many as `npm test` runs. */
const HISTORIES = 10_000;

/**
 * Random histories of administrators' moves and faults of AWS, on the strict model of AWS; and every state of the lease
 * protocol with two faults at once.
 *
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
  const states = LARGE_SCENARIOS.map(({ name, from }) => {
    const { states: visited, wrong } = explore(from, leaseProtocol());
    if (wrong) throw new Error(`The lease protocol, ${name}: ${wrong.what}:\n${wrong.history.join("\n")}`);
    return visited;
  });
  return [
    {
      name: "states of the lease protocol",
      value: states.reduce((sum, count) => sum + count, 0),
      unit: "count",
    },
    { name: "histories", value: histories, unit: "count" },
    { name: "administrators' moves", value: moves, unit: "count" },
    { name: "faults injected", value: faultsInjected, unit: "count" },
    { name: "violations of an invariant", value: violations, unit: "count" },
    { name: "time", value: (performance.now() - started) / 1000, unit: "s" },
  ];
}
