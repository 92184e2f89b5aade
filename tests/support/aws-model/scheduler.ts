import { ConflictException } from "@aws-sdk/client-scheduler";
import type { VirtualTime } from "./virtual-time";

/** The function that a schedule invokes, and the JSON that it is invoked with. */
export interface Target {
  Arn: string;
  Input: string;
}

/** One-time schedules: each fires once, in its minute or a little later, and deletes itself. */
export class SchedulerModel {
  /** Those that have not fired, by name. */
  readonly booked = new Map<string, Target>();
  /** Names of the schedules that were created. */
  readonly created: string[] = [];
  /** Called when a schedule fires. */
  onFire: (target: Target) => void = () => undefined;

  constructor(
    private readonly time: VirtualTime,
    /** How late a schedule fires, in milliseconds; undefined loses it. */
    readonly latenessOf: () => number | undefined,
  ) {}

  /** @throws ConflictException if the name is taken by a schedule that has not fired */
  call(operation: string, input: Readonly<Record<string, unknown>>): unknown {
    if (operation !== "CreateSchedule") throw new Error(`The model has no Scheduler ${operation}.`);
    const [, at] = /^at\((.+)\)$/.exec(String(input.ScheduleExpression)) ?? [];
    this.create(String(input.Name), Date.parse(`${at ?? ""}Z`), input.Target as Target);
    return {};
  }

  private create(name: string, atMs: number, target: Target): void {
    if (this.booked.has(name))
      throw new ConflictException({ message: "Exists already.", Message: "", $metadata: {} });
    const late = this.latenessOf();
    this.created.push(name);
    if (late === undefined) return;
    this.booked.set(name, target);
    this.time.after(atMs - this.time.now() + late, () => {
      this.booked.delete(name);
      this.onFire(target);
    });
  }
}
