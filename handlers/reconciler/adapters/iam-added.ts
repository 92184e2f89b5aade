import {
  DeactivateMFADeviceCommand,
  DeleteLoginProfileCommand,
  DeleteServiceSpecificCredentialCommand,
  DeleteSigningCertificateCommand,
  DeleteSSHPublicKeyCommand,
  GetLoginProfileCommand,
  type IAMClient,
  ListGroupsForUserCommand,
  ListMFADevicesCommand,
  ListServiceSpecificCredentialsCommand,
  ListSigningCertificatesCommand,
  ListSSHPublicKeysCommand,
  RemoveUserFromGroupCommand,
} from "@aws-sdk/client-iam";
import { ignoreNotFound } from "./iam-errors";

type Iam = Pick<IAMClient, "send">;

/** Something that somebody can add to a user of ours, and that keeps IAM from deleting it. */
interface AddedKind {
  /** As a message names it. */
  name: string;
  /** The ids of those that the user has; an empty one where there is at most one. */
  list: (iam: Iam, UserName: string) => Promise<string[]>;
  remove: (iam: Iam, UserName: string, id: string) => Promise<unknown>;
}

/**
 * What DeleteUser refuses beside keys and policies, in the order in which AWS says to remove it:
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUser.html.
 */
export const ADDED_KINDS: readonly AddedKind[] = [
  {
    name: "console password",
    // A user has one or none; where there is none, IAM answers NoSuchEntity.
    list: async (iam, UserName) =>
      (await ignoreNotFound(iam.send(new GetLoginProfileCommand({ UserName })))) ? [""] : [],
    remove: (iam, UserName) => iam.send(new DeleteLoginProfileCommand({ UserName })),
  },
  {
    name: "signing certificate",
    list: async (iam, UserName) =>
      ids((await iam.send(new ListSigningCertificatesCommand({ UserName }))).Certificates, "CertificateId"),
    remove: (iam, UserName, CertificateId) =>
      iam.send(new DeleteSigningCertificateCommand({ UserName, CertificateId })),
  },
  {
    name: "SSH public key",
    list: async (iam, UserName) =>
      ids((await iam.send(new ListSSHPublicKeysCommand({ UserName }))).SSHPublicKeys, "SSHPublicKeyId"),
    remove: (iam, UserName, SSHPublicKeyId) =>
      iam.send(new DeleteSSHPublicKeyCommand({ UserName, SSHPublicKeyId })),
  },
  {
    name: "service-specific credential",
    list: async (iam, UserName) =>
      ids(
        (await iam.send(new ListServiceSpecificCredentialsCommand({ UserName }))).ServiceSpecificCredentials,
        "ServiceSpecificCredentialId",
      ),
    remove: (iam, UserName, ServiceSpecificCredentialId) =>
      iam.send(new DeleteServiceSpecificCredentialCommand({ UserName, ServiceSpecificCredentialId })),
  },
  {
    // Deactivating is enough to delete the user. A virtual device stays in the account, assigned to nobody: deleting it
    // would need a permission on all the account's virtual devices.
    name: "MFA device",
    list: async (iam, UserName) =>
      ids((await iam.send(new ListMFADevicesCommand({ UserName }))).MFADevices, "SerialNumber"),
    remove: (iam, UserName, SerialNumber) =>
      iam.send(new DeactivateMFADeviceCommand({ UserName, SerialNumber })),
  },
  {
    name: "group",
    list: async (iam, UserName) =>
      ids((await iam.send(new ListGroupsForUserCommand({ UserName }))).Groups, "GroupName"),
    remove: (iam, UserName, GroupName) => iam.send(new RemoveUserFromGroupCommand({ UserName, GroupName })),
  },
];

function ids<Name extends string>(
  items: readonly Partial<Record<Name, string | undefined>>[] | undefined,
  name: Name,
): string[] {
  return (items ?? []).map(item => item[name] ?? "");
}
