import { serviceError } from "./errors";
import type { AddedKind, UserState } from "./iam-state";

/** The calls that list and remove one kind of what others add to a user. */
interface Calls {
  list: string;
  /** The answer's list and the id's field; for the password, of which there is one, undefined. */
  answers: readonly [list: string, id: string] | undefined;
  remove: string;
  kind: AddedKind;
}

const CALLS: readonly Calls[] = [
  { kind: "password", list: "GetLoginProfile", answers: undefined, remove: "DeleteLoginProfile" },
  {
    kind: "certificates",
    list: "ListSigningCertificates",
    answers: ["Certificates", "CertificateId"],
    remove: "DeleteSigningCertificate",
  },
  {
    kind: "sshKeys",
    list: "ListSSHPublicKeys",
    answers: ["SSHPublicKeys", "SSHPublicKeyId"],
    remove: "DeleteSSHPublicKey",
  },
  {
    kind: "serviceCredentials",
    list: "ListServiceSpecificCredentials",
    answers: ["ServiceSpecificCredentials", "ServiceSpecificCredentialId"],
    remove: "DeleteServiceSpecificCredential",
  },
  {
    kind: "mfaDevices",
    list: "ListMFADevices",
    answers: ["MFADevices", "SerialNumber"],
    remove: "DeactivateMFADevice",
  },
];

type Input = Readonly<Record<string, unknown>>;

/** @returns undefined if it is not one of these calls */
export function readAdded(operation: string, user: UserState): object | undefined {
  const call = CALLS.find(({ list }) => list === operation);
  if (call === undefined) return undefined;
  const ids = user.added[call.kind] ?? [];
  if (call.answers) {
    const [list, id] = call.answers;
    return { [list]: ids.map(one => ({ [id]: one })) };
  }
  if (ids.length === 0) throw notFound(user);
  return { LoginProfile: { UserName: user.name } };
}

/** @returns the user without it; undefined if it is not one of these calls */
export function removeAdded(operation: string, user: UserState, input: Input): UserState | undefined {
  const call = CALLS.find(({ remove }) => remove === operation);
  if (call === undefined) return undefined;
  const id = call.answers ? String(input[call.answers[1]]) : "";
  const ids = user.added[call.kind] ?? [];
  if (!ids.includes(id)) throw notFound(user);
  return { ...user, added: { ...user.added, [call.kind]: ids.filter(one => one !== id) } };
}

/**
 * Why IAM does not delete a user: the nine kinds of API_DeleteUser, in IAM's words where they are known.
 * @returns undefined if nothing is attached
 */
export function deleteConflict(user: UserState): Error | undefined {
  const added = (kind: AddedKind) => (user.added[kind] ?? []).length;
  const kinds: [count: number, text: string][] = [
    [added("password"), "must delete login profile first."],
    [user.keys.length, "must delete access keys first."],
    [added("certificates"), "must delete certificates first."],
    [added("sshKeys"), "must remove referenced objects first."],
    [added("serviceCredentials"), "must remove referenced objects first."],
    [added("mfaDevices"), "must delete MFA device first."],
    [Object.keys(user.inline).length, "must delete policies first."],
    [user.attached.length, "must detach all policies first."],
    [user.groups.length, "must remove users from group first."],
  ];
  const text = kinds.find(([count]) => count > 0)?.[1];
  return text === undefined
    ? undefined
    : serviceError("DeleteConflictException", `Cannot delete entity, ${text}`);
}

const notFound = ({ name }: UserState) =>
  serviceError("NoSuchEntityException", `Nothing like that is attached to ${name}.`);
