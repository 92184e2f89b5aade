import type { FrontDoorRequest } from "./request";

/** An access key as it was created, and when its status changed last. */
export interface KeySecret {
  readonly secret: string;
  readonly userName: string;
  readonly createdAt: Date;
  /** Absent for a status that never changed. */
  readonly changedAt?: Date;
  readonly active: boolean;
  readonly deleted?: boolean;
}

/**
 * The secrets of access keys, taken from CreateAccessKey responses and kept in memory only: like IAM, the emulator
 * never returns them again. It reports creation times in whole seconds, so the exact times are kept here too.
 */
export class KeySecrets {
  private readonly keys = new Map<string, KeySecret>();
  private readonly renamed = new Map<string, string>();
  /** Of all keys that were ever created. */
  readonly created: string[] = [];

  /** @param keepDeletedMs how long a deleted key is kept */
  constructor(private readonly keepDeletedMs: number) {}

  /** Called with each successful call of IAM and its response. */
  observe({ action, form }: Pick<FrontDoorRequest, "action" | "form">, response: string): void {
    const id = form.get("AccessKeyId") ?? "";
    if (action === "CreateAccessKey") this.learn(response);
    if (action === "UpdateAccessKey") this.setActive(id, form.get("Status") !== "Inactive");
    if (action === "DeleteAccessKey") this.forget(id);
    if (action === "UpdateUser") this.rename(form.get("UserName") ?? "", form.get("NewUserName"));
  }

  find(accessKeyId: string): KeySecret | undefined {
    return this.keys.get(accessKeyId);
  }

  private learn(createAccessKeyResponse: string): void {
    const field = (name: string) =>
      new RegExp(`<${name}>([^<]*)</${name}>`).exec(createAccessKeyResponse)?.[1];
    const [id, secret, userName] = [field("AccessKeyId"), field("SecretAccessKey"), field("UserName")];
    if (id !== undefined && secret !== undefined && userName !== undefined) {
      this.created.push(secret);
      this.keys.set(id, { secret, userName, createdAt: new Date(), active: true });
    }
  }

  /** Setting the status that a key already has changes nothing. */
  private setActive(id: string, active: boolean, deleted = false): void {
    const known = this.keys.get(id);
    if (known === undefined) return;
    const changedAt = known.active === active ? known.changedAt : new Date();
    this.keys.set(id, { ...known, active, deleted, ...(changedAt && { changedAt }) });
  }

  /** What a user that was renamed is called now. */
  currentName(userName: string): string {
    const renamed = this.renamed.get(userName);
    return renamed === undefined || renamed === userName ? userName : this.currentName(renamed);
  }

  private rename(userName: string, newName: string | null): void {
    if (newName === null) return;
    this.renamed.set(userName, newName);
    this.renamed.delete(newName);
    for (const [id, key] of this.keys) {
      if (key.userName === userName) this.keys.set(id, { ...key, userName: newName });
    }
  }

  private forget(id: string): void {
    if (this.keepDeletedMs === 0) {
      this.keys.delete(id);
      return;
    }
    this.setActive(id, false, true);
    setTimeout(() => this.keys.delete(id), this.keepDeletedMs).unref();
  }
}
