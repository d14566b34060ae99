#!/usr/bin/env python3
"""Makes and checks eddsa-rdfc-2022 and ecdsa-rdfc-2019 (P-256) proofs with PyLD, PyNaCl and cryptography: nothing of this
project's code. Contexts come from a file, {"address": document}.

usage: linked_data.py verify FOLDER CONTEXTS       the proof of every *.json must be good; prints the names of those that are not
       linked_data.py under KEYHEX FILE CONTEXTS    the proofs of the CLR in FILE and of all it nests must be good under an Ed25519 key
       linked_data.py sign SEEDHEX FOLDER CONTEXTS  adds a proof of both suites to every *.json, in turn
       linked_data.py time KEYHEX FILE CONTEXTS     seconds of one verification of FILE's proof under an Ed25519 key
       linked_data.py canon FOLDER CONTEXTS        writes FILE.nq beside every *.json: its canonical form without proof

Follows W3C Data Integrity EdDSA Cryptosuites 1.0, section 3.2, and ECDSA Cryptosuites 1.0, section 3.2. Exits 0 when all is well, 1
when a proof is not good, 2 for wrong use, 77 when a library is not installed.
"""

import hashlib
import json
import pathlib
import sys
import time

try:
    import nacl.exceptions
    import nacl.signing
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, utils
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
    from pyld import jsonld
except ImportError as error:
    print(f"skipped: needs PyLD, PyNaCl and cryptography: {error}", file=sys.stderr)
    sys.exit(77)

from data_integrity import base58_decode, base58_encode, without

ED25519_PUB, P256_PUB = bytes([0xED, 0x01]), bytes([0x80, 0x24])


def canonical(document):
    return jsonld.normalize(document, {"algorithm": "URDNA2015", "format": "application/n-quads"}).encode()


def signed_bytes(document, proof):
    configuration = {**without(proof, "proofValue"), "@context": document["@context"]}
    parts = (configuration, without(document, "proof"))
    return b"".join(hashlib.sha256(canonical(part)).digest() for part in parts)


def public_key(method):
    fragment = method.split("#")[1]
    if not method.startswith("did:key:") or method.split("#")[0] != "did:key:" + fragment:
        raise ValueError(f"not a did:key: {method}")
    return base58_decode(fragment[1:])


def is_good(document):
    proof = document["proof"][0] if isinstance(document["proof"], list) else document["proof"]
    key, signature = public_key(proof["verificationMethod"]), base58_decode(proof["proofValue"][1:])
    message = signed_bytes(document, proof)
    try:
        if proof["cryptosuite"] == "eddsa-rdfc-2022" and key.startswith(ED25519_PUB):
            nacl.signing.VerifyKey(key[2:]).verify(message, signature)
        elif proof["cryptosuite"] == "ecdsa-rdfc-2019" and key.startswith(P256_PUB) and len(signature) == 64:
            point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key[2:])
            pair = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
            point.verify(utils.encode_dss_signature(*pair), message, ec.ECDSA(hashes.SHA256()))
        else:
            return False
    except (nacl.exceptions.BadSignatureError, InvalidSignature):
        return False
    return True


def holds_under(key, document, proof):
    if proof["cryptosuite"] != "eddsa-rdfc-2022":
        return False
    try:
        nacl.signing.VerifyKey(key).verify(signed_bytes(document, proof), base58_decode(proof["proofValue"][1:]))
    except nacl.exceptions.BadSignatureError:
        return False
    return True


def record_holds_under(key, record):
    """The CLR and what it nests, each with exactly one proof; and no longer when a name is changed."""
    nested = record["credentialSubject"]["verifiableCredential"]
    documents = [record] + nested
    if not nested or any(len(document["proof"]) != 1 for document in documents):
        return False
    if not all(holds_under(key, document, document["proof"][0]) for document in documents):
        return False
    nested[0]["name"] += "!"
    return not any(holds_under(key, document, document["proof"][0]) for document in (record, nested[0]))


def with_proof(document, seed, suite):
    if suite == "eddsa-rdfc-2022":
        key = nacl.signing.SigningKey(seed)
        public = ED25519_PUB + key.verify_key.encode()
    else:
        key = ec.derive_private_key(int.from_bytes(seed, "big") % 2**255 + 1, ec.SECP256R1())
        public = P256_PUB + key.public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
    fragment = "z" + base58_encode(public)
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": suite,
        "created": "2026-01-15T12:00:00Z",
        "verificationMethod": f"did:key:{fragment}#{fragment}",
        "proofPurpose": "assertionMethod",
    }
    message = signed_bytes(document, proof)
    if suite == "eddsa-rdfc-2022":
        signature = key.sign(message).signature
    else:
        r, s = utils.decode_dss_signature(key.sign(message, ec.ECDSA(hashes.SHA256())))
        signature = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    return {**document, "proof": [{**proof, "proofValue": "z" + base58_encode(signature)}]}


def timed(document, key):
    """The median over a second of verifying the first proof, contexts and all else warm."""
    proof = document["proof"][0]
    times = []
    while sum(times) < 1 or len(times) < 3:
        begin = time.perf_counter()
        nacl.signing.VerifyKey(key).verify(signed_bytes(document, proof), base58_decode(proof["proofValue"][1:]))
        times.append(time.perf_counter() - begin)
    return sorted(times)[len(times) // 2]


def main(arguments):
    if len(arguments) < 3 or arguments[0] not in ("verify", "under", "sign", "time", "canon"):
        print(__doc__, file=sys.stderr)
        return 2
    folder, contexts = pathlib.Path(arguments[-2]), json.loads(pathlib.Path(arguments[-1]).read_bytes())
    jsonld.set_document_loader(
        lambda url, options: {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url,
                              "document": contexts[url]})
    if arguments[0] == "under":
        return 0 if record_holds_under(bytes.fromhex(arguments[1]), json.loads(folder.read_bytes())) else 1
    if arguments[0] == "time":
        print(timed(json.loads(folder.read_bytes()), bytes.fromhex(arguments[1])))
        return 0
    bad = 0
    for number, path in enumerate(sorted(folder.glob("*.json"))):
        document = json.loads(path.read_bytes())
        if arguments[0] == "sign":
            suite = ("eddsa-rdfc-2022", "ecdsa-rdfc-2019")[number % 2]
            path.write_text(json.dumps(with_proof(document, bytes.fromhex(arguments[1]), suite)))
        elif arguments[0] == "canon":
            path.with_suffix(".nq").write_bytes(canonical(without(document, "proof")))
        elif not is_good(document):
            print(path.name)
            bad += 1
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
