/** What a change did, or would do with `dryRun`: names of attributes, never a secret. */
export interface ChangeReport {
  name: string;
  changed: boolean;
  set: readonly string[];
  removed: readonly string[];
  /** Where a password that was stored may be sent, such as `mail.example.com:587`; undefined: no password was stored. */
  server?: string;
}

export function unchanged(name: string): ChangeReport {
  return { name, changed: false, set: [], removed: [] };
}
