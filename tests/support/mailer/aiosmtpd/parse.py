"""Parses messages with Python's email package: base64 of one a line in, JSON of one a line out."""

import base64
import email
import email.policy
import json
import sys

for line in sys.stdin:
    message = email.message_from_bytes(base64.b64decode(line), policy=email.policy.default)
    parts = []
    for part in message.walk():
        if part.is_multipart() and part.get_content_maintype() == "multipart":
            continue
        payload = part.get_payload(decode=True)
        parts.append(
            {
                "type": part.get_content_type(),
                "parameters": dict(part["content-type"].params) if part["content-type"] else {},
                "filename": part.get_filename(),
                "disposition": part.get_content_disposition(),
                "cid": part["content-id"],
                "content": base64.b64encode(payload or b"").decode(),
            }
        )
    headers = [[name, str(value)] for name, value in message.items()]
    defects = [type(defect).__name__ for part in message.walk() for defect in part.defects]
    print(json.dumps({"headers": headers, "parts": parts, "defects": defects}), flush=True)
