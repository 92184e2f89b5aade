import { ManyRotations } from "../../tests/support/sandbox/many-rotations";
import type { Figure } from "../figure";

const COUNT = 200;

/** The calls of a bare script that rotates one login: key, encrypt, store. */
const BARE_CALLS = 3;

/** Two hundred rotations that fall due at once, where ten functions run at a time; then each login is tried. */
export async function rotationFigures(): Promise<Figure[]> {
  const many = await ManyRotations.start(COUNT);
  try {
    many.sandbox.frontDoor.calls.clear();
    const started = performance.now();
    const own = await many.fallDue();
    const seconds = (performance.now() - started) / 1000;
    const calls = many.sandbox.frontDoor.calls.count() - own;
    return [
      {
        name: `${COUNT} rotations that fall due at once, until all have another login`,
        value: seconds,
        unit: "s",
      },
      {
        name: "AWS calls per rotation",
        value: calls / COUNT,
        unit: "calls",
        reference: { name: "bare script", value: BARE_CALLS },
      },
      {
        name: "logins that failed, or with which one cannot log in afterwards",
        value: new Set((await many.problems()).map(problem => problem.split(":")[0])).size,
        unit: "count",
      },
    ];
  } finally {
    await many.close();
  }
}
