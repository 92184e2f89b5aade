import type { SchedulerClient } from "@aws-sdk/client-scheduler";
import type { Clock } from "../../shared/clock";
import type { ManagerEvent } from "../../shared/manager-event";
import { bookSchedule, type ScheduleSettings } from "../../shared/schedules";
import type { WakeUps } from "../ports";

/** The manager's wake-ups. */
export class Schedules implements WakeUps {
  /**
   * @param scheduler a client of one attempt with bounded timeouts: the caller retries, with pauses of its own
   * @param managerArn without a qualifier
   */
  constructor(
    private readonly scheduler: Pick<SchedulerClient, "send">,
    private readonly settings: ScheduleSettings,
    private readonly managerArn: string,
    private readonly clock: Clock,
  ) {}

  async book(username: string, atMs: number, correlationId: string): Promise<void> {
    const event: ManagerEvent = { usernames: [username], cause: "wake-up", correlationId, retryCount: 0 };
    const booking = {
      functionArn: this.managerArn,
      event,
      kind: "wake-up",
      subject: username,
      atMs,
    } as const;
    await bookSchedule(this.scheduler, this.settings, booking, this.clock.now());
  }
}
