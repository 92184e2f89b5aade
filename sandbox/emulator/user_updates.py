"""UpdateUser, which MiniStack 1.5.33 lacks: changes a user's name or path.

Everything that the user has stays with it; only its ARN changes:
https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateUser.html.
"""

import re

from ministack.core.responses import get_account_id
from ministack.services import iam

import user_credentials

PATH = re.compile(r"/|/[!-~]+/")
"""https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateUser.html: 1 to 512 characters."""


def install() -> None:
    iam._IAM_HANDLERS["UpdateUser"] = update_user


def update_user(p: dict):
    name = iam._p(p, "UserName")
    if name not in iam._users:
        return user_credentials.no_user(name)
    new_name = iam._p(p, "NewUserName") or name
    new_path = iam._p(p, "NewPath") or iam._users[name]["Path"]
    if not PATH.fullmatch(new_path) or len(new_path) > 512:
        return iam._error(400, "ValidationError", f"The specified value for newPath is invalid: {new_path[:80]}")
    if new_name != name and new_name in iam._users:
        return iam._error(409, "EntityAlreadyExists", f"User with name {new_name} already exists.")
    user = iam._users.pop(name)
    user["UserName"] = new_name
    user["Path"] = new_path
    user["Arn"] = f"arn:aws:iam::{get_account_id()}:user{new_path}{new_name}"
    iam._users[new_name] = user
    rename(name, new_name)
    return iam._xml(200, "UpdateUserResponse", "")


def rename(name: str, new_name: str) -> None:
    for by_name in (iam._user_inline_policies, iam._login_profiles):
        if name in by_name:
            by_name[new_name] = by_name.pop(name)
    for owned in (*iam._access_keys.values(), *iam._login_profiles.values(), *user_credentials.all_credentials()):
        if owned.get("UserName") == name:
            owned["UserName"] = new_name
    for device in iam._mfa_devices.values():
        if device.get("User") == name:
            device["User"] = new_name
    for group in iam._groups.values():
        group["Users"] = [new_name if user == name else user for user in group["Users"]]
