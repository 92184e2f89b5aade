import { ManyLogins } from "../../tests/support/deployment/many-logins";
import { type Figure, quantile } from "../figure";

const LOGINS = Number(process.env.SES_SMTP_LOAD_LOGINS ?? "1000");

/** A file of `ses-smtp credential apply`, as docs/scaling.md advises. */
const TOGETHER = 250;

const LOOK_EVERY_MS = 5_000;
const MAX_PHASE_MS = 3_600_000;

/**
 * A thousand logins in the model of AWS, which lets IAM be changed five times a second and throttles the rest; in
 * virtual time. The model keeps all that happened: ten thousand (`SES_SMTP_LOAD_LOGINS=10000`) need more than 4 GB.
 */
export async function modelFigures(): Promise<Figure[]> {
  const names = Array.from({ length: LOGINS }, (_, index) => `model-${index}`);
  const many = new ManyLogins(names, { userQuota: LOGINS });
  const { stage } = many;
  const { model } = stage;

  /** @returns seconds of virtual time from the request to its end, one a login */
  const phase = async (change: (username: string) => void, isDone: (username: string) => boolean) => {
    const times: number[] = [];
    for (let first = 0; first < names.length; first += TOGETHER) {
      stage.log.length = 0; // nothing reads it
      const waiting = new Set(names.slice(first, first + TOGETHER));
      const began = model.time.running;
      for (const username of waiting) change(username);
      while (waiting.size > 0) {
        await stage.pass(LOOK_EVERY_MS);
        const elapsed = model.time.running - began;
        for (const username of [...waiting].filter(isDone)) {
          waiting.delete(username);
          times.push(elapsed / 1_000);
        }
        if (elapsed > MAX_PHASE_MS)
          throw new Error(`${waiting.size} logins have not ended: ${[...waiting][0]}`);
      }
    }
    return times;
  };
  const figures = async (what: string, run: () => Promise<number[]>): Promise<Figure[]> => {
    const [began, throttled] = [model.time.running, model.iamWrites.throttled];
    const times = await run();
    return [
      {
        name: `${LOGINS} logins ${what}, virtual time`,
        value: (model.time.running - began) / 1_000,
        unit: "s",
      },
      { name: "  95th percentile of a login, in its 250", value: quantile(times, 0.95), unit: "s" },
      {
        name: "  changes that IAM throttled, a login",
        value: (model.iamWrites.throttled - throttled) / LOGINS,
        unit: "calls",
      },
    ];
  };

  const created = await figures("created", () =>
    phase(
      username =>
        stage.put(username, { status: "pending", allowed_from_addresses: [`${username}@company.com`] }),
      username => stage.record(username)?.status === "active",
    ),
  );
  const removed = await figures("removed", () =>
    phase(
      username => stage.remove(username),
      username => stage.users(username).length === 0,
    ),
  );
  return [...created, ...removed];
}
