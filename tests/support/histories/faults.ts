import type { Call, InjectedFault } from "../aws-model/process";

/** Hits a call of that operation, or any, after so many calls since the previous fault. */
export interface PlannedFault {
  after: number;
  on: string | undefined;
  fault: InjectedFault;
}

/** A service of AWS that answers nobody, for a while. */
export interface Outage {
  service: Call["service"];
  fault: Extract<InjectedFault, "lost" | "throttled" | "denied">;
  milliseconds: number;
}

/** What goes wrong with the calls of a history. */
export class Faults {
  injected = 0;
  private planned: PlannedFault[];
  private outages: (Outage & { end: number })[] = [];
  private sincePrevious = 0;

  constructor(planned: readonly PlannedFault[]) {
    this.planned = [...planned];
  }

  beginOutage(outage: Outage, now: number): void {
    this.outages.push({ ...outage, end: now + outage.milliseconds });
  }

  endAll(): void {
    this.planned = [];
    this.outages = [];
  }

  next({ service, operation }: Call, now: number): InjectedFault | undefined {
    const outage = this.outages.find(one => one.service === service && one.end > now);
    if (outage !== undefined) return outage.fault;
    const since = this.sincePrevious++;
    const index = this.planned.findIndex(({ after, on = operation }) => after <= since && on === operation);
    const [fault] = index < 0 ? [] : this.planned.splice(index, 1);
    if (fault === undefined) return undefined;
    this.sincePrevious = 0;
    this.injected++;
    return fault.fault;
  }
}
