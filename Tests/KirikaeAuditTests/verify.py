#!/usr/bin/env python3
"""Checks the record of a run, from nothing but Docs/AuditLog.md, RFC 6962, RFC 8032, and Python 3.

    verify.py RUN-DIRECTORY --allowed-signers FILE [--seen DIR] [--copies DIR] [--expect-size N --expect-root DIGITS]
    verify.py --proof FILE --allowed-signers FILE

It prints a line `check: what is wrong` for each finding, and ends with 0 or 33. It writes nothing.
SSH signatures are checked for Ed25519 keys only.
"""
import argparse, base64, calendar, fnmatch, hashlib, json, os, re, stat, struct, sys, unicodedata

# --- Ed25519 (RFC 8032 section 6, in affine-free coordinates) ---------------------------------------------------------

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def multiply(scalar, point):
    result = (0, 1, 1, 0)
    while scalar > 0:
        if scalar & 1:
            result = add(result, point)
        point = add(point, point)
        scalar >>= 1
    return result


def decompress(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    if y >= P:
        return None
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    if x2 == 0:
        return None if sign else (0, y, 1, 0)
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P != 0:
        x = x * ROOT % P
    if (x * x - x2) % P != 0:
        return None
    if x & 1 != sign:
        x = P - x
    return (x, y, 1, x * y % P)


BASE = decompress((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def ed25519_is_valid(key, message, signature):
    if len(key) != 32 or len(signature) != 64:
        return False
    a, r, s = decompress(key), decompress(signature[:32]), int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= L:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    left, right = multiply(s, BASE), add(r, multiply(h, a))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and (left[1] * right[2] - right[1] * left[2]) % P == 0


# --- Merkle tree (RFC 6962 section 2.1) -------------------------------------------------------------------------------


def leaf_hash(data):
    return hashlib.sha256(b"\0" + data).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


class Tree:
    def __init__(self):
        self.size, self.stack = 0, []

    def append(self, data):
        node, rest = leaf_hash(data), self.size
        while rest & 1:
            node, rest = node_hash(self.stack.pop(), node), rest >> 1
        self.stack.append(node)
        self.size += 1

    def root(self):
        if not self.stack:
            return hashlib.sha256(b"").digest()
        node = self.stack[-1]
        for left in reversed(self.stack[:-1]):
            node = node_hash(left, node)
        return node


def inclusion_root(leaf, index, size, hashes):
    """The root that a proof leads to; None when the proof has another length than it must have."""
    place, last, node = index, size - 1, leaf
    for sibling in hashes:
        if last == 0:
            return None
        if place & 1 or place == last:
            node = node_hash(sibling, node)
            while place & 1 == 0 and place != 0:
                place, last = place >> 1, last >> 1
        else:
            node = node_hash(node, sibling)
        place, last = place >> 1, last >> 1
    return node if last == 0 else None


# --- Forms ------------------------------------------------------------------------------------------------------------


def canonical(value):
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return "{" + ",".join(canonical(key) + ":" + canonical(value[key]) for key in keys) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def parse_canonical(data):
    """The value of canonical JSON; ValueError for anything else."""

    def pairs(items):
        if len({unicodedata.normalize("NFC", key) for key, _ in items}) != len(items):
            raise ValueError("a key stands twice")
        return dict(items)

    def refuse(_):
        raise ValueError("not a whole number")

    try:
        value = json.loads(data.decode("utf-8"), object_pairs_hook=pairs, parse_float=refuse, parse_constant=refuse)
        if canonical(value).encode("utf-8") != data:
            raise ValueError("not canonical")
    except (UnicodeError, RecursionError) as error:
        raise ValueError(str(error))
    check_limits(value, 0)
    return value


def check_limits(value, depth):
    if isinstance(value, (dict, list)):
        if depth >= 64:
            raise ValueError("too deep")
        for item in value.values() if isinstance(value, dict) else value:
            check_limits(item, depth + 1)
    elif isinstance(value, int) and not -(2**63) <= value < 2**63:
        raise ValueError("too large")


def unbase64(text):
    data = base64.b64decode(text, validate=True)
    if base64.b64encode(data).decode() != text:
        raise ValueError("not the one form of Base64")
    return data


class Checkpoint:
    def __init__(self, text):
        lines = text.split("\n")
        if len(lines) != 4 or lines[3] or not lines[0] or not re.fullmatch("0|[1-9][0-9]*", lines[1]):
            raise ValueError("not a checkpoint")
        self.origin, self.size, self.root = lines[0], int(lines[1]), unbase64(lines[2])
        if len(self.root) != 32 or self.size >= 2**63:
            raise ValueError("not a checkpoint")


def parse_note(data):
    """The text of a signed note, and its signatures as (name, key ID, bytes)."""
    if len(data) > 1 << 20 or any(byte < 0x20 and byte != 0x0A for byte in data):
        raise ValueError("control character")
    text, separator, rest = data.decode("utf-8").rpartition("\n\n")
    if not separator or not rest or not rest.endswith("\n"):
        raise ValueError("no signatures")
    signatures = []
    for line in rest[:-1].split("\n"):
        parts = line.split(" ")
        if len(parts) != 3 or parts[0] != "\u2014" or not parts[1] or "+" in parts[1] or len(parts[1].split()) != 1:
            raise ValueError("not a signature")
        blob = unbase64(parts[2])
        if len(blob) < 5:
            raise ValueError("not a signature")
        signatures.append((parts[1], blob[:4], blob[4:]))
    if len(signatures) > 64:
        raise ValueError("too many signatures")
    return text + "\n", signatures


def wire(data, count):
    """The first so many strings of SSH's wire form, and the rest."""
    strings = []
    for _ in range(count):
        (length,) = struct.unpack(">I", data[:4])
        if length > len(data) - 4:
            raise ValueError("too short")
        strings.append(data[4 : 4 + length])
        data = data[4 + length :]
    return strings, data


def wire_string(data):
    return struct.pack(">I", len(data)) + data


# --- Trusted keys -----------------------------------------------------------------------------------------------------


class Signer:
    def __init__(self, principals, options, blob):
        self.principals, self.blob, self.namespaces, self.after, self.before = principals, blob, None, None, None
        for name, value in options:
            if name == "namespaces":
                self.namespaces = value.split(",")
            elif name == "valid-after":
                self.after = moment(value)
            elif name == "valid-before":
                self.before = moment(value)
            else:
                raise ValueError("option " + name)

    def raw(self):
        (kind, key), rest = wire(self.blob, 2)
        return key if kind == b"ssh-ed25519" and not rest else None

    def may(self, namespace):
        return self.namespaces is None or matches(namespace, self.namespaces)

    def valid(self, at):
        return not (self.after is not None and at < self.after or self.before is not None and at >= self.before)


def matches(text, patterns):
    found = False
    for pattern in patterns:
        plain = pattern[1:] if pattern.startswith("!") else pattern
        if fnmatch.fnmatchcase(text, plain.replace("[", "[[]")):
            if pattern.startswith("!"):
                return False
            found = True
    return found


def moment(text):
    digits = text[:-1] if text.endswith("Z") else text
    if not re.fullmatch("[0-9]{8}([0-9]{4}([0-9]{2})?)?", digits):
        raise ValueError("time " + text)
    digits += "0" * (14 - len(digits))
    fields = [int(digits[:4])] + [int(digits[index : index + 2]) for index in range(4, 14, 2)]
    return calendar.timegm(tuple(fields) + (0, 0, 0)) * 1000


def parse_signers(data):
    signers = []
    for line in data.decode("utf-8").split("\n"):
        words = re.findall(r'(?:[^\s"]|"[^"]*")+', line)
        if not words or words[0].startswith("#"):
            continue
        principals, options = words[0].replace('"', "").split(","), []
        if not is_key(words[1], words[2]):
            for piece in re.findall(r'(?:[^,"]|"[^"]*")+', words[1]):
                name, _, value = piece.partition("=")
                options.append((name.lower(), value.replace('"', "")))
            words = words[1:]
        if not is_key(words[1], words[2]):
            raise ValueError("no key in: " + line)
        signers.append(Signer(principals, options, unbase64(words[2])))
    return signers


def is_key(kind, text):
    try:
        return wire(unbase64(text), 1)[0][0] == kind.encode()
    except (ValueError, struct.error):
        return False


def sshsig_key(armored, message, namespace):
    """The blob of the Ed25519 key whose SSH signature this is; None when it is not one."""
    lines = armored.split()
    if armored.splitlines()[:1] != ["-----BEGIN SSH SIGNATURE-----"]:
        return None
    text = "".join(armored.splitlines()[1:-1])
    return sshsig_blob_key(unbase64(text), message, namespace) if lines else None


def sshsig_blob_key(blob, message, namespace):
    try:
        if blob[:10] != b"SSHSIG\0\0\0\1":
            return None
        (key, name, reserved, algorithm, signature), rest = wire(blob[10:], 5)
        hashes = {b"sha256": hashlib.sha256, b"sha512": hashlib.sha512}
        if rest or name != namespace.encode() or algorithm not in hashes:
            return None
        (kind, raw), _ = wire(key, 2)
        (signed_kind, value), _ = wire(signature, 2)
    except (struct.error, ValueError):
        return None
    if kind != b"ssh-ed25519" or signed_kind != kind:
        return None
    digest = hashes[algorithm](message).digest()
    signed = b"SSHSIG" + wire_string(name) + wire_string(reserved) + wire_string(algorithm) + wire_string(digest)
    return key if ed25519_is_valid(raw, signed, value) else None


class Judge:
    """Judges signed notes of one log."""

    def __init__(self, origin, signers):
        self.origin, self.signers = origin, signers

    def keys(self, name, key_id):
        for signer in self.signers:
            if not signer.may("kirikae-checkpoint") or name != self.origin:
                continue
            raw = signer.raw()
            kinds = [(b"\xffsshsig" + signer.blob, True)] + ([(b"\1" + raw, False)] if raw else [])
            for kind, is_ssh in kinds:
                if hashlib.sha256(name.encode() + b"\n" + kind).digest()[:4] == key_id:
                    yield signer, raw, is_ssh

    def judge(self, data, at):
        """The checkpoint, if there is one, and what is wrong."""
        try:
            text, signatures = parse_note(data)
        except (ValueError, UnicodeError):
            checkpoint = note_head(data)
            return checkpoint, ["signature-missing" if checkpoint else "note-malformed"]
        try:
            checkpoint = Checkpoint(text)
        except ValueError:
            return None, ["note-malformed"]
        if checkpoint.origin != self.origin:
            return checkpoint, ["checkpoint-of-another-log"]
        if self.signers is None:
            return checkpoint, ["no-trusted-keys"]
        return checkpoint, self.judge_signatures(text, signatures, at)

    def judge_signatures(self, text, signatures, at):
        is_known = is_valid = False
        for name, key_id, value in signatures:
            for signer, raw, is_ssh in self.keys(name, key_id):
                is_known = True
                if is_ssh:
                    good = sshsig_blob_key(value, text.encode(), "kirikae-checkpoint") == signer.blob
                else:
                    good = ed25519_is_valid(raw, text.encode(), value)
                if not good:
                    return ["signature-invalid"]
                is_valid = is_valid or signer.valid(at)
        return [] if is_valid else ["key-not-valid-then"] if is_known else ["key-unknown"]


# --- The log ----------------------------------------------------------------------------------------------------------

LINE = re.compile(rb"([0-9a-f]{64}) (.+)", re.DOTALL)
MAXIMUM_LINE = 16 << 20


def split_line(line):
    found = LINE.fullmatch(line) if len(line) <= MAXIMUM_LINE else None
    if not found:
        raise ValueError("not a line")
    value = parse_canonical(found[2])
    if not isinstance(value, dict) or not isinstance(value.get("n"), int) or isinstance(value.get("n"), bool):
        raise ValueError("not a record")
    return bytes.fromhex(found[1].decode()), found[2], value


class Log:
    def __init__(self, run, signers, approval_signers, sizes):
        self.run, self.findings, self.signers = run, [], signers
        self.approval_signers = approval_signers
        with open(os.path.join(run, "journal.log"), "rb") as file:
            data = file.read()
        whole, _, self.tail = data.rpartition(b"\n")
        self.lines = whole.split(b"\n") if b"\n" in data else []
        self.records, self.at, self.tree, self.roots, self.is_complete = [], 0, Tree(), {}, False
        self.sizes, self.closing, self.after_closing, self.has_closing_note = sizes, None, None, False
        self.open, self.lost, self.plan = {}, {}, None
        self.follow()
        self.settle(2**63)

    def found(self, check, code):
        self.findings.append(f"{check}: {code}")

    def follow(self):
        previous = bytes(32)
        self.keep_root()
        for line in self.lines:
            number = len(self.records)
            try:
                digits, text, record = split_line(line)
            except ValueError:
                return self.found("line-form", "line-malformed")
            if record["n"] != number:
                return self.misplaced(record["n"], number)
            digest = hashlib.sha256(previous + text).digest()
            if digest != digits:
                return self.altered(number)
            previous = digest
            self.take(record)
            self.tree.append(text)
            self.keep_root()
        self.is_complete = True
        if self.tail:
            self.found("complete-last-line", "torn-tail")

    def keep_root(self):
        if self.tree.size in self.sizes:
            self.roots[self.tree.size] = self.tree.root()

    def claims(self, number):
        """What the lines say that claim a number, whatever their hashes."""
        found = set()
        for line in self.lines:
            try:
                _, text, record = split_line(line)
            except ValueError:
                continue
            if record["n"] == number:
                found.add(text)
        return found

    def misplaced(self, found, expected):
        if found < expected:
            is_other = len(self.claims(found)) > 1
            return self.found("record-numbers", "record-inserted" if is_other else "record-repeated")
        self.found("record-numbers", "record-moved" if self.claims(expected) else "record-removed")

    def altered(self, number):
        claims = self.claims(number)
        if len(claims) > 1:
            return self.found("record-numbers", "record-inserted")
        is_closing = parse_canonical(claims.pop()).get("kind") == "run-closed"
        self.found("hash-chain", "closing-record-altered" if is_closing else "record-altered")

    # Records

    def take(self, record):
        if not self.records:
            self.origin = "kirikae/" + str(record.get("run", ""))
            self.judge = Judge(self.origin, self.signers)
            self.check_files(record, "pinned")
        elif self.closing is not None and self.after_closing is None:
            self.after_closing = record
        self.records.append(record)
        if isinstance(record.get("at"), int):
            self.at = record["at"]
        kind = record.get("kind")
        if isinstance(record.get("synced"), int):
            self.settle(record["synced"])
        if kind == "run-started" and len(self.records) == 1:
            self.plan = record.get("fingerprint")
            self.check_reviews(record)
        elif kind == "run-closed" and self.closing is None:
            self.closing = record
            if "checkpoint" in record:
                self.has_closing_note = self.check_note("closing-checkpoint", record["checkpoint"])
            else:
                self.found("closing-checkpoint", "missing")
        elif kind == "checkpoint":
            self.check_note("checkpoint-records", record.get("note"))
        elif kind == "accepted-changes":
            folder = record.get("folder")
            if isinstance(folder, str) and re.fullmatch("pinned-[0-9]+", folder):
                self.check_files(record, folder)
            else:
                self.found("pinned-files", "file-list-malformed")
            self.plan = record.get("fingerprint")
            self.check_reviews(record)
        elif kind == "output-file":
            self.check_output(record)
        elif kind == "attached":
            self.check_evidence(record)
        elif kind == "output-lost":
            self.lost.pop(record.get("record"), None)
        elif kind == "asked":
            if record.get("asks") == "approval" and record.get("signature") == "required":
                self.open[record.get("question")] = record.get("step", "")
        elif kind == "answered":
            self.check_answer(record)

    def check_note(self, check, text):
        if not isinstance(text, str):
            return self.found(check, "note-malformed")
        checkpoint, codes = self.judge.judge(text.encode(), self.at)
        if checkpoint and checkpoint.origin == self.origin:
            if checkpoint.size != self.tree.size:
                codes = codes + ["checkpoint-size"]
            elif checkpoint.root != self.tree.root():
                codes = codes + ["checkpoint-root"]
        for code in codes:
            self.found(check, code)
        return not codes

    # Files

    def check_files(self, record, folder):
        files = record.get("files")
        if not isinstance(files, dict):
            return self.found("pinned-files", "file-list-malformed")
        for path, digest in sorted(files.items(), key=lambda item: item[0].encode()):
            if not isinstance(digest, str) or not re.fullmatch("[0-9a-f]{64}", digest):
                self.found("pinned-files", "file-list-malformed")
            elif not is_path(path):
                self.found("pinned-files", "path-invalid")
            else:
                data, problem = read_regular(os.path.join(self.run, folder), path)
                if problem:
                    self.found("pinned-files", "pinned-file-" + problem)
                elif hashlib.sha256(data).hexdigest() != digest:
                    self.found("pinned-files", "pinned-file-changed")
        top = os.path.join(self.run, folder)
        for here, _, names in os.walk(top):
            for name in names:
                if os.path.relpath(os.path.join(here, name), top) not in files:
                    self.found("pinned-files", "pinned-file-unlisted")

    def check_output(self, record):
        path, offset, count, digest = (record.get(key) for key in ("file", "offset", "byteCount", "sha256"))
        if not isinstance(path, str) or not all(isinstance(n, int) and n >= 0 for n in (offset, count)) \
                or not isinstance(digest, str) or not re.fullmatch("[0-9a-f]{64}", digest):
            self.lost[record["n"]] = "output-record-malformed"
            return
        if not re.fullmatch("[0-9-]{1,64}", path):
            code = "path-invalid"
        else:
            data, problem = read_regular(self.run, "outputs/" + path)
            if problem:
                code = "output-file-" + problem
            elif len(data) < offset + count:
                code = "output-file-shorter"
            elif hashlib.sha256(data[offset : offset + count]).hexdigest() != digest:
                code = "output-file-changed"
            else:
                return
        self.lost[record["n"]] = code

    def check_evidence(self, record):
        name, count, digest = (record.get(key) for key in ("file", "byteCount", "sha256"))
        if not isinstance(name, str) or not isinstance(count, int) or count < 0 \
                or not isinstance(digest, str) or not re.fullmatch("[0-9a-f]{64}", digest):
            return self.found("pinned-files", "evidence-record-malformed")
        if not re.fullmatch("[0-9]+-[A-Za-z0-9_-][A-Za-z0-9._-]{0,47}", name):
            return self.found("pinned-files", "path-invalid")
        data, problem = read_regular(self.run, "evidence/" + name)
        if problem:
            self.found("pinned-files", "evidence-file-" + problem)
        elif len(data) != count or hashlib.sha256(data).hexdigest() != digest:
            self.found("pinned-files", "evidence-file-changed")

    def settle(self, below):
        """What had been on the disk was not taken by a power failure."""
        for number in sorted(number for number in self.lost if number < below):
            self.found("output-files", self.lost.pop(number))

    # Approvals

    def check_answer(self, record):
        if record.get("question") not in self.open:
            return
        step = self.open.pop(record["question"])
        if not isinstance(record.get("statement"), str) or not isinstance(record.get("signature"), str):
            return self.found("approvals", "approval-unsigned")
        first = self.records[0]
        expected = {"kind": "kirikae-approval", "run": first.get("run"), "plan": self.plan, "step": step,
                    "decision": record.get("answer"), "by": record.get("by")}
        if "nonce" in first:
            expected["nonce"] = first["nonce"]
        optional = {"question": record["question"], "reason": record.get("remark")}
        code = self.signed(record["statement"], record["signature"], record.get("by"), "kirikae-approval", expected,
                           optional, record)
        if code:
            self.found("approvals", code)

    def check_reviews(self, record):
        names = set()
        for review in record.get("reviews", []):
            statement = review.get("statement", "")
            name = members(statement).get("by", "")
            expected = {"kind": "kirikae-plan-review", "plan": self.plan,
                        "runbook": self.records[0].get("runbook"), "environment": self.records[0].get("environment")}
            code = self.signed(statement, review.get("signature", ""), name, "kirikae-plan", expected, {}, record)
            if code:
                self.found("approvals", code)
            else:
                names.add(name)
        if len(names) < record.get("reviewsRequired", 0):
            self.found("approvals", "reviews-missing")

    def signed(self, statement, signature, name, namespace, expected, optional, record):
        if self.approval_signers is None:
            return "no-approval-signers"
        said = members(statement)
        if any(key not in said or said[key] != value for key, value in expected.items()):
            return "approval-of-something-else"
        if any(key in said and said[key] != value for key, value in optional.items()):
            return "approval-of-something-else"
        if not isinstance(said.get("expires"), int) or record.get("at", 0) > said["expires"]:
            return "approval-expired"
        key = sshsig_key(signature, statement.encode(), namespace)
        for signer in self.approval_signers:
            if signer.blob == key and matches(name, signer.principals) and signer.may(namespace) \
                    and signer.valid(record.get("at", 0)):
                return None
        return "approval-signature-invalid"


def members(statement):
    try:
        value = parse_canonical(statement.encode())
        return value if isinstance(value, dict) else {}
    except ValueError:
        return {}


def is_path(path):
    parts = path.split("/")
    return not any(part in ("", ".", "..") for part in parts) and len(parts) <= 64 \
        and not any(ord(character) < 0x20 or ord(character) == 0x7F for character in path)


def read_regular(top, path):
    """The bytes of a regular file reached through no symbolic link, or what is wrong."""
    here = top
    for part in [""] + path.split("/"):
        here = os.path.join(here, part) if part else here
        if not os.path.lexists(here):
            return b"", "missing"
        if os.path.islink(here):
            return b"", "unreadable"
    if not stat.S_ISREG(os.lstat(here).st_mode):
        return b"", "unreadable"
    with open(here, "rb") as file:
        return file.read(), None


# --- The checks -------------------------------------------------------------------------------------------------------

CHECKS = ["journal", "line-form", "record-numbers", "hash-chain", "complete-last-line", "first-record",
          "closing-record", "closing-record-is-last", "checkpoint-records", "closing-checkpoint", "checkpoint-file",
          "heads-seen", "copies", "expected-head", "pinned-files", "output-files", "approvals"]


def note_head(data):
    """What a note says, or the text of one without any signature, whatever it is worth."""
    try:
        text = parse_note(data)[0]
    except (ValueError, UnicodeError):
        text = data.decode("utf-8", "replace")
        text = text[:-1] if text.endswith("\n\n") else text
    try:
        return Checkpoint(text)
    except ValueError:
        return None


def audit(options):
    run = options.run
    with open(options.allowed_signers, "rb") as file:
        signers = parse_signers(file.read())
    path = os.path.join(run, "journal.log")
    if os.path.islink(path) or not os.path.isfile(path):
        return ["journal: unreadable"]
    name = first_name(path)
    sizes, seen, copies, file_note = set(), None, [], None
    if os.path.lexists(os.path.join(run, "checkpoint")):
        with open(os.path.join(run, "checkpoint"), "rb") as file:
            file_note = file.read()
        sizes.add(note_head(file_note).size if note_head(file_note) else -1)
    if options.seen and os.path.exists(os.path.join(options.seen, name)):
        with open(os.path.join(options.seen, name), "rb") as file:
            seen = note_head(file.read())
        sizes.add(seen.size)
    for copy in sorted(os.listdir(options.copies)) if options.copies else []:
        if copy.startswith(name + ".") and copy.endswith(".checkpoint"):
            with open(os.path.join(options.copies, copy), "rb") as file:
                copies.append(note_head(file.read()))
            sizes.add(copies[-1].size if copies[-1] else -1)
    if options.expect_size is not None:
        sizes.add(options.expect_size)
    log = Log(run, signers, signers, sizes)
    count = len(log.records)

    if count == 0:
        if log.is_complete:
            log.found("first-record", "missing")
            log.found("pinned-files", "missing")
    elif log.records[0].get("kind") != "run-started":
        log.found("first-record", "first-record-kind")
    elif not re.fullmatch("[a-z0-9-]{1,64}", str(log.records[0].get("run", ""))):
        log.found("first-record", "run-name-invalid")
    if log.closing is None and log.is_complete:
        for check in ("closing-record", "closing-record-is-last", "closing-checkpoint"):
            log.found(check, "missing")
    if log.after_closing is not None:
        log.found("closing-record-is-last", "record-after-closing")
    check_file(log, file_note)
    if seen:
        compare(log, "heads-seen", seen, "log-shorter-than-seen", "log-differs-from-seen")
    if options.copies and not copies:
        log.found("copies", "missing")
    for copy in copies:
        if copy is None or copy.origin != "kirikae/" + name:
            log.found("copies", "copy-malformed")
        else:
            compare(log, "copies", copy, "log-shorter-than-copy", "log-differs-from-copy")
    if options.expect_size is not None and log.is_complete:
        if options.expect_size not in log.roots:
            log.found("expected-head", "expected-size")
        elif not log.roots[options.expect_size].hex().startswith(options.expect_root.replace(" ", "").lower()):
            log.found("expected-head", "expected-root")
    return sorted(log.findings, key=lambda finding: CHECKS.index(finding.split(":")[0]))


def first_name(path):
    with open(path, "rb") as file:
        try:
            return str(split_line(file.readline()[:-1])[2].get("run", ""))
        except ValueError:
            return ""


def check_file(log, note):
    if note is None:
        return log.found("checkpoint-file", "missing")
    if not log.records:
        # Which log it is cannot be told without the first record; an empty log was cut.
        if log.is_complete:
            log.found("checkpoint-file", "log-shorter-than-checkpoint" if note_head(note) else "note-malformed")
        return
    judge = log.judge
    checkpoint, codes = judge.judge(note, log.at)
    if checkpoint and checkpoint.origin == judge.origin:
        root, count = log.roots.get(checkpoint.size), len(log.records)
        if root is None:
            codes = codes + (["log-shorter-than-checkpoint"] if log.is_complete else [])
        elif root != checkpoint.root:
            # Where the closing record's own checkpoint is right, only that record can be another one.
            is_closing = log.closing is not None and log.closing["n"] == checkpoint.size - 1 and log.has_closing_note
            codes = codes + ["closing-record-altered" if is_closing else "checkpoint-root"]
        elif checkpoint.size < count:
            codes = codes + ["records-not-covered"]
    for code in codes:
        log.found("checkpoint-file", code)


def compare(log, check, checkpoint, shorter, differs):
    root = log.roots.get(checkpoint.size)
    if root is None and log.is_complete:
        log.found(check, shorter)
    elif root is not None and root != checkpoint.root:
        log.found(check, differs)


def check_proof(options):
    with open(options.allowed_signers, "rb") as file:
        signers = parse_signers(file.read())
    with open(options.proof, "rb") as file:
        head, _, note = file.read().partition(b"\n\n")
    lines = head.decode().split("\n")
    assert lines[0] == "c2sp.org/tlog-proof@v1" and lines[1].startswith("extra ") and lines[2].startswith("index ")
    record, index = unbase64(lines[1][6:]), int(lines[2][6:])
    checkpoint, codes = Judge(note_head(note).origin, signers).judge(note, parse_canonical(record).get("at", 0))
    root = inclusion_root(leaf_hash(record), index, checkpoint.size, [unbase64(line) for line in lines[3:]])
    if root != checkpoint.root or index >= checkpoint.size:
        codes = codes + ["not-included"]
    if parse_canonical(record).get("n") != index:
        codes = codes + ["another-number"]
    return ["proof: " + code for code in codes]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("run", nargs="?")
    parser.add_argument("--proof")
    parser.add_argument("--allowed-signers", required=True)
    parser.add_argument("--seen")
    parser.add_argument("--copies")
    parser.add_argument("--expect-size", type=int)
    parser.add_argument("--expect-root", default="")
    options = parser.parse_args()
    findings = check_proof(options) if options.proof else audit(options)
    for finding in findings:
        print(finding)
    sys.exit(33 if findings else 0)


if __name__ == "__main__":
    main()
