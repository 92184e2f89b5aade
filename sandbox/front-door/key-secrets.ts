/** An access key as it was when it was made. */
export interface KeySecret {
  readonly secret: string;
  readonly userName: string;
  readonly createdAt: Date;
}

/**
 * Secrets of access keys, learned from CreateAccessKey's answers and kept in memory only: like IAM, the emulator
 * never tells them again. It tells the day of creation in whole seconds, so the time is noted here too.
 */
export class KeySecrets {
  private readonly keys = new Map<string, KeySecret>();

  learn(createAccessKeyAnswer: string, createdAt: Date): void {
    const field = (name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(createAccessKeyAnswer)?.[1];
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
