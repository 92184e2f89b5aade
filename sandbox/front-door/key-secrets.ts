/** An access key as it was created. */
export interface KeySecret {
  readonly secret: string;
  readonly userName: string;
  readonly createdAt: Date;
}

/**
 * The secrets of access keys, taken from CreateAccessKey responses and kept in memory only: like IAM, the emulator
 * never returns them again. It reports creation times in whole seconds, so the exact time is kept here too.
 */
export class KeySecrets {
  private readonly keys = new Map<string, KeySecret>();

  learn(createAccessKeyResponse: string, createdAt: Date): void {
    const field = (name: string) =>
      new RegExp(`<${name}>([^<]*)</${name}>`).exec(createAccessKeyResponse)?.[1];
    const [id, secret, userName] = [field("AccessKeyId"), field("SecretAccessKey"), field("UserName")];
    if (id !== undefined && secret !== undefined && userName !== undefined) {
      this.keys.set(id, { secret, userName, createdAt });
    }
  }

  forget(accessKeyId: string): void {
    this.keys.delete(accessKeyId);
  }

  find(accessKeyId: string): KeySecret | undefined {
    return this.keys.get(accessKeyId);
  }
}
