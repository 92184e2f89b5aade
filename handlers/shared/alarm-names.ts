/** What the names of a stack's alarms begin with: a person reads one as the subject of an email. */
export function alarmPrefix(stack: string): string {
  return `ses-smtp ${stack} - `;
}
