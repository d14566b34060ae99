#!/usr/bin/env python3
"""Makes and checks eddsa-jcs-2022 proofs with PyNaCl and the rfc8785 package: nothing of this project's code.

usage: data_integrity.py verify FILE PUBLICKEYHEX      every proof of FILE must be good under the key
       data_integrity.py sign SEEDHEX INFILE OUTFILE   adds a proof by the did:key of the seed

Follows W3C Data Integrity EdDSA Cryptosuites 1.0, section 3.3, and Data Integrity 1.0, section 4.5 for chains. Exits 0
when all is well, 1 when a proof is not good, 2 for wrong use, 77 when PyNaCl or rfc8785 are not installed.
"""

import datetime
import hashlib
import json
import sys

try:
    import nacl.exceptions
    import nacl.signing
    import rfc8785
except ImportError as error:
    print(f"skipped: needs PyNaCl and rfc8785 (pip install pynacl rfc8785): {error}", file=sys.stderr)
    sys.exit(77)

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
ED25519_PUB = bytes([0xED, 0x01])


def base58_encode(data):
    number = int.from_bytes(data, "big")
    text = ""
    while number:
        number, digit = divmod(number, 58)
        text = ALPHABET[digit] + text
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + text


def base58_decode(text):
    number = 0
    for character in text:
        number = number * 58 + ALPHABET.index(character)
    zeros = len(text) - len(text.lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")


def did_key(public_key):
    return "did:key:z" + base58_encode(ED25519_PUB + public_key)


def without(document, member):
    return {name: value for name, value in document.items() if name != member}


def as_list(value):
    return value if isinstance(value, list) else [value]


def read(path):
    with open(path, "rb") as file:
        return json.load(file)


def hash_data(unsecured, configuration):
    return b"".join(hashlib.sha256(rfc8785.dumps(part)).digest() for part in (configuration, unsecured))


def check(document, proof, public_key):
    """Raises ValueError unless the proof is good."""
    if proof.get("type") != "DataIntegrityProof" or proof.get("cryptosuite") != "eddsa-jcs-2022":
        raise ValueError("not an eddsa-jcs-2022 proof")
    value = proof["proofValue"]
    if not value.startswith("z"):
        raise ValueError("proofValue is not base58btc")
    method = proof["verificationMethod"]
    if method.startswith("did:key:") and method.split("#")[0] != did_key(public_key):
        raise ValueError(f"made by another key: {method}")
    unsecured = without(document, "proof")
    if "@context" in proof:
        own, whole = as_list(proof["@context"]), as_list(document.get("@context", []))
        if whole[: len(own)] != own:
            raise ValueError("the document's @context does not begin with the proof's")
        unsecured["@context"] = proof["@context"]
    if "previousProof" in proof:
        names = as_list(proof["previousProof"])
        unsecured["proof"] = [other for other in as_list(document["proof"]) if other.get("id") in names]
        if len(unsecured["proof"]) != len(names):
            raise ValueError("a previous proof is missing")
    try:
        key = nacl.signing.VerifyKey(public_key)
        key.verify(hash_data(unsecured, without(proof, "proofValue")), base58_decode(value[1:]))
    except nacl.exceptions.BadSignatureError as error:
        raise ValueError("the signature is not valid") from error


def verify(path, public_key_hex):
    document = read(path)
    proofs = as_list(document.get("proof", []))
    if not proofs:
        print("there is no proof")
        return 1
    for index, proof in enumerate(proofs):
        try:
            check(document, proof, bytes.fromhex(public_key_hex))
        except (ValueError, KeyError, AttributeError) as error:
            print(f"proof {index}: {error}")
            return 1
    print(f"{len(proofs)} proofs verified")
    return 0


def sign(seed_hex, source, target):
    document = read(source)
    key = nacl.signing.SigningKey(bytes.fromhex(seed_hex))
    did = did_key(bytes(key.verify_key))
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-jcs-2022",
        "created": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "verificationMethod": f"{did}#{did.removeprefix('did:key:')}",
        "proofPurpose": "assertionMethod",
    }
    if "@context" in document:
        proof["@context"] = document["@context"]
    signature = key.sign(hash_data(without(document, "proof"), proof)).signature
    proof["proofValue"] = "z" + base58_encode(signature)
    document["proof"] = as_list(document.get("proof", [])) + [proof]
    with open(target, "w", encoding="utf-8") as file:
        json.dump(document, file, ensure_ascii=False, indent=1)
    return 0


def main(arguments):
    if len(arguments) == 3 and arguments[0] == "verify":
        return verify(*arguments[1:])
    if len(arguments) == 4 and arguments[0] == "sign":
        return sign(*arguments[1:])
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
