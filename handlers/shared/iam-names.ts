/** Names of the SMTP logins' IAM users: the program grants by them, the functions act by them. No SDK, no Pulumi. */

import { isUsername } from "../../records/credential";

/** Every IAM user of ours is named `ses-smtp-user-{username}-{seconds since 1970}`. */
export const USER_NAME_PREFIX = "ses-smtp-user-";

/** The only inline policy of our users. */
export const USER_POLICY_NAME = "ses-smtp-sender";

/** Tags that each of our IAM users has from its creation. */
export const TAG_STACK = "ses-smtp:stack";
export const TAG_USERNAME = "ses-smtp:username";

/** The tags of a username's user. */
export function userTags(stack: string, username: string): { Key: string; Value: string }[] {
  return [
    { Key: TAG_STACK, Value: stack },
    { Key: TAG_USERNAME, Value: username },
  ];
}

/** The IAM path below which all users of a stack live: `/ses-smtp/{stack}/`. */
export function stackPath(stack: string): string {
  return `/ses-smtp/${stack}/`;
}

/** The IAM path of one username. ListUsers by this prefix finds its user without any record. */
export function userPath(stack: string, username: string): string {
  return `${stackPath(stack)}${username}/`;
}

/** @param at when the user is created. IAM names are case-insensitive; the timestamp keeps them apart. */
export function userName(username: string, at: Date): string {
  return `${USER_NAME_PREFIX}${username}-${Math.floor(at.getTime() / 1000)}`;
}

/** Whether an IAM user name is one that {@link userName} gives to this username. */
export function isUserNameOf(name: string, username: string): boolean {
  const prefix = `${USER_NAME_PREFIX}${username}-`;
  return name.startsWith(prefix) && /^\d{10}$/.test(name.slice(prefix.length));
}

/** @returns the username in an IAM user name of {@link userName}; undefined if it is not one */
export function usernameInUserName(name: string): string | undefined {
  const [, username] =
    /^(.+)-\d{10}$/.exec(name.startsWith(USER_NAME_PREFIX) ? name.slice(USER_NAME_PREFIX.length) : "") ?? [];
  return username !== undefined && isUsername(username) ? username : undefined;
}
