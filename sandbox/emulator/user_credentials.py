"""IAM users' credentials that MiniStack 1.5.33 lacks, and what keeps a user from being deleted.

Signing certificates, SSH public keys and service-specific credentials can be created, listed and deleted. As AWS
documents it, a user that has any of these, a login profile or an MFA device cannot be deleted; MiniStack and the front
door know the other kinds: https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUser.html.
"""

from dataclasses import dataclass
from xml.sax.saxutils import escape

from ministack.core.responses import AccountScopedDict, new_uuid
from ministack.services import iam


@dataclass(frozen=True)
class Kind:
    """One kind of credential, in the words of IAM's API."""

    name: str
    create: str
    """The action that adds one: Upload or Create."""
    id_field: str
    prefix: str
    """Of its ID."""
    lists: str
    """The element of the list response."""
    given: tuple[str, ...]
    """Parameters that its description repeats."""
    conflict: str


KINDS = (
    Kind("SigningCertificate", "Upload", "CertificateId", "ASIC", "Certificates", ("CertificateBody",),
         "Cannot delete entity, must delete signing certificates first."),
    Kind("SSHPublicKey", "Upload", "SSHPublicKeyId", "APKA", "SSHPublicKeys", ("SSHPublicKeyBody",),
         "Cannot delete entity, must delete SSH public keys first."),
    Kind("ServiceSpecificCredential", "Create", "ServiceSpecificCredentialId", "ACCA", "ServiceSpecificCredentials",
         ("ServiceName",), "Cannot delete entity, must delete service specific credentials first."),
)

_credentials = AccountScopedDict()
"""By ID."""


def install() -> None:
    for kind in KINDS:
        plural = f"{kind.name}s"
        iam._IAM_HANDLERS[f"{kind.create}{kind.name}"] = lambda p, kind=kind: create(kind, p)
        iam._IAM_HANDLERS[f"List{plural}"] = lambda p, kind=kind: list_all(kind, p)
        iam._IAM_HANDLERS[f"Update{kind.name}"] = lambda p, kind=kind: update(kind, p)
        iam._IAM_HANDLERS[f"Delete{kind.name}"] = lambda p, kind=kind: delete(kind, p)
    delete_user = iam._IAM_HANDLERS["DeleteUser"]
    iam._IAM_HANDLERS["DeleteUser"] = lambda p: conflict(iam._p(p, "UserName")) or delete_user(p)


def create(kind: Kind, p: dict):
    user = iam._p(p, "UserName")
    if user not in iam._users:
        return no_user(user)
    credential_id = f"{kind.prefix}{new_uuid().replace('-', '').upper()[:16]}"
    _credentials[credential_id] = {
        "kind": kind.name,
        "UserName": user,
        kind.id_field: credential_id,
        "Status": "Active",
        "Date": iam._now(),
        **{field: iam._p(p, field) for field in kind.given},
    }
    element = "Certificate" if kind.name == "SigningCertificate" else kind.name
    described = description(kind, _credentials[credential_id])
    action = f"{kind.create}{kind.name}"
    return iam._xml(200, f"{action}Response", f"<{action}Result><{element}>{described}</{element}></{action}Result>")


def list_all(kind: Kind, p: dict):
    user = iam._p(p, "UserName")
    if user not in iam._users:
        return no_user(user)
    members = "".join(f"<member>{description(kind, each)}</member>" for each in of_user(kind, user))
    action = f"List{kind.name}s"
    inner = f"<{kind.lists}>{members}</{kind.lists}><IsTruncated>false</IsTruncated>"
    return iam._xml(200, f"{action}Response", f"<{action}Result>{inner}</{action}Result>")


def update(kind: Kind, p: dict):
    found = find(kind, p)
    if found is None:
        return not_found(kind, p)
    found["Status"] = iam._p(p, "Status")
    return iam._xml(200, f"Update{kind.name}Response", "")


def delete(kind: Kind, p: dict):
    if find(kind, p) is None:
        return not_found(kind, p)
    _credentials.pop(iam._p(p, kind.id_field), None)
    return iam._xml(200, f"Delete{kind.name}Response", "")


def conflict(user: str):
    """DeleteUser's error while the user has what only this module knows of, or None."""
    if user not in iam._users:
        return None
    for kind in KINDS:
        if of_user(kind, user):
            return iam._error(409, "DeleteConflict", kind.conflict)
    if user in iam._login_profiles:
        return iam._error(409, "DeleteConflict", "Cannot delete entity, must delete login profile first.")
    if any(device.get("User") == user for device in iam._mfa_devices.values()):
        return iam._error(409, "DeleteConflict", "Cannot delete entity, must delete MFA device first.")
    return None


def of_user(kind: Kind, user: str) -> list[dict]:
    return [each for each in _credentials.values() if each["kind"] == kind.name and each["UserName"] == user]


def all_credentials() -> list[dict]:
    return list(_credentials.values())


def find(kind: Kind, p: dict) -> dict | None:
    found = _credentials.get(iam._p(p, kind.id_field))
    user = iam._p(p, "UserName")
    return found if found and found["kind"] == kind.name and user in ("", found["UserName"]) else None


def description(kind: Kind, credential: dict) -> str:
    date = "CreateDate" if kind.create == "Create" else "UploadDate"
    fields = {**credential, date: credential["Date"]}
    shown = ("UserName", kind.id_field, "Status", date, *kind.given)
    return "".join(f"<{field}>{escape(str(fields[field]))}</{field}>" for field in shown)


def no_user(user: str):
    return iam._error(404, "NoSuchEntity", f"The user with name {user} cannot be found.")


def not_found(kind: Kind, p: dict):
    return iam._error(404, "NoSuchEntity", f"The {kind.name} with id {iam._p(p, kind.id_field)} cannot be found.")
