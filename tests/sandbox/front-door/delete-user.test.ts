import {
  AddUserToGroupCommand,
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreateLoginProfileCommand,
  CreatePolicyCommand,
  CreateServiceSpecificCredentialCommand,
  CreateUserCommand,
  CreateVirtualMFADeviceCommand,
  DeactivateMFADeviceCommand,
  DeleteAccessKeyCommand,
  DeleteLoginProfileCommand,
  DeleteServiceSpecificCredentialCommand,
  DeleteSigningCertificateCommand,
  DeleteSSHPublicKeyCommand,
  DeleteUserCommand,
  DeleteUserPolicyCommand,
  DetachUserPolicyCommand,
  EnableMFADeviceCommand,
  ListServiceSpecificCredentialsCommand,
  ListSigningCertificatesCommand,
  ListSSHPublicKeysCommand,
  PutUserPolicyCommand,
  RemoveUserFromGroupCommand,
  UploadSigningCertificateCommand,
  UploadSSHPublicKeyCommand,
} from "@aws-sdk/client-iam";
import { expect } from "chai";

import { failureOf, startFrontDoorFixture, type FrontDoorFixture } from "../../support/front-door/fixture";

const UserName = "kept";
const statement = { Effect: "Allow", Action: "ses:SendRawEmail", Resource: "*" };
const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });

type Iam = FrontDoorFixture["iam"];

/** Adds one of a kind to the user. @returns how to remove it */
const KINDS: Readonly<Record<string, (iam: Iam) => Promise<() => Promise<unknown>>>> = {
  "a login profile": async iam => {
    await iam.send(new CreateLoginProfileCommand({ UserName, Password: "not-a-real-one-1" }));
    return () => iam.send(new DeleteLoginProfileCommand({ UserName }));
  },
  "an access key": async iam => {
    const { AccessKey: { AccessKeyId } = {} } = await iam.send(new CreateAccessKeyCommand({ UserName }));
    return () => iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId }));
  },
  "a signing certificate": async iam => {
    await iam.send(new UploadSigningCertificateCommand({ UserName, CertificateBody: "a & b" }));
    const { Certificates } = await iam.send(new ListSigningCertificatesCommand({ UserName }));
    const [{ CertificateId, CertificateBody, Status } = {}] = Certificates ?? [];
    expect([CertificateBody, Status]).to.deep.equal(["a & b", "Active"]);
    return () => iam.send(new DeleteSigningCertificateCommand({ UserName, CertificateId }));
  },
  "an SSH public key": async iam => {
    await iam.send(new UploadSSHPublicKeyCommand({ UserName, SSHPublicKeyBody: "ssh-rsa AAAA" }));
    const { SSHPublicKeys: [{ SSHPublicKeyId } = {}] = [] } = await iam.send(
      new ListSSHPublicKeysCommand({ UserName }),
    );
    return () => iam.send(new DeleteSSHPublicKeyCommand({ UserName, SSHPublicKeyId }));
  },
  "a service-specific credential": async iam => {
    const ServiceName = "codecommit.amazonaws.com";
    await iam.send(new CreateServiceSpecificCredentialCommand({ UserName, ServiceName }));
    const { ServiceSpecificCredentials: [{ ServiceSpecificCredentialId } = {}] = [] } = await iam.send(
      new ListServiceSpecificCredentialsCommand({ UserName }),
    );
    return () =>
      iam.send(new DeleteServiceSpecificCredentialCommand({ UserName, ServiceSpecificCredentialId }));
  },
  "an MFA device": async iam => {
    const { VirtualMFADevice: { SerialNumber } = {} } = await iam.send(
      new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: "phone" }),
    );
    const codes = { AuthenticationCode1: "123456", AuthenticationCode2: "654321" };
    await iam.send(new EnableMFADeviceCommand({ UserName, SerialNumber, ...codes }));
    return () => iam.send(new DeactivateMFADeviceCommand({ UserName, SerialNumber }));
  },
  "an inline policy": async iam => {
    await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: "inline", PolicyDocument }));
    return () => iam.send(new DeleteUserPolicyCommand({ UserName, PolicyName: "inline" }));
  },
  "an attached policy": async iam => {
    const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: "attached", PolicyDocument }));
    await iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn: Policy?.Arn }));
    return () => iam.send(new DetachUserPolicyCommand({ UserName, PolicyArn: Policy?.Arn }));
  },
  "a group": async iam => {
    await iam.send(new CreateGroupCommand({ GroupName: "team" }));
    await iam.send(new AddUserToGroupCommand({ UserName, GroupName: "team" }));
    return () => iam.send(new RemoveUserFromGroupCommand({ UserName, GroupName: "team" }));
  },
};

// https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUser.html
describe("DeleteUser refuses while the user has", () => {
  let fixture: FrontDoorFixture;
  before(async () => {
    fixture = await startFrontDoorFixture();
  });
  after(() => fixture?.close());

  for (const [kind, add] of Object.entries(KINDS)) {
    it(kind, async () => {
      const { iam } = fixture;
      await iam.send(new CreateUserCommand({ UserName }));
      const remove = await add(iam);
      const deleteUser = () => failureOf(iam.send(new DeleteUserCommand({ UserName })));
      expect(await deleteUser()).to.equal("DeleteConflictException");
      await remove();
      expect(await deleteUser()).to.equal(undefined);
    });
  }
});
