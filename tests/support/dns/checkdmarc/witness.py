"""Prints checkdmarc's verdicts about a domain, one line of JSON for each line of JSON that is read."""

import json
import sys

import dns.resolver
from checkdmarc import dmarc, mta_sts, smtp_tls_reporting, spf, utils


def resolver(port: int) -> dns.resolver.Resolver:
    created = dns.resolver.Resolver(configure=False)
    created.nameservers = ["127.0.0.1"]
    created.port = port
    return created


def mta_sts_verdict(domain: str, policy: str, options: dict) -> dict:
    """Of the record and of a policy that was fetched already: checkdmarc trusts public CAs only."""
    try:
        record = mta_sts.query_mta_sts_record(domain, **options)["record"]
        mta_sts.parse_mta_sts_record(record)
        mta_sts.parse_mta_sts_policy(policy)
        return {"valid": True}
    except mta_sts.MTASTSError as error:
        return {"valid": False, "error": str(error)}


for line in sys.stdin:
    asked = json.loads(line)
    utils.DNS_CACHE.clear()
    domain, options = asked["domain"], {"resolver": resolver(asked["port"]), "timeout": 2.0, "retries": 0}
    verdicts = {
        "spf": spf.check_spf(domain, **options),
        "dmarc": dmarc.check_dmarc(domain, **options),
        "mta_sts": mta_sts_verdict(domain, asked["policy"], options),
        "smtp_tls_reporting": smtp_tls_reporting.check_smtp_tls_reporting(domain, **options),
    }
    print(json.dumps(verdicts, default=str), flush=True)
