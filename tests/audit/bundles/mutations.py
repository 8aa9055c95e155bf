"""Random changes of a bundle: of its bytes, of its files, of the JSON in them, and of what their names promise."""

import json
import re
from collections.abc import Callable
from random import Random
from typing import Any

from audit.bundles.archive import pack, unpack
from audit.canonical import canonical_json, read_json, sha256_hex
from audit.keys.domain import decoded, encoded

Files = dict[str, bytes]
HASHED = ("sections/", "texts/", "layouts/", "raw/", "consent/")


def mutated(random: Random, bundle: bytes) -> bytes:
    """Another archive than this one."""
    while True:
        if random.random() < 0.25:
            made = _bytes(random, bundle)
        else:
            files = unpack(bundle)
            random.choice(FILES)(random, files)
            made = pack(files)
        if made != bundle:
            return made


def _bytes(random: Random, data: bytes) -> bytes:
    """One change of bytes, wherever it falls."""
    at, to = sorted((random.randrange(len(data) + 1), random.randrange(len(data) + 1)))
    found = bytearray(data)
    kind = random.randrange(7)
    if kind == 0 and at < len(data):
        found[at] ^= 1 << random.randrange(8)
    elif kind == 1 and at < len(data):
        found[at] = random.randrange(256)
    elif kind == 2:
        found[at:at] = bytes([random.randrange(256)])
    elif kind == 3:
        del found[at : at + 1 + random.randrange(4)]
    elif kind == 4:
        del found[at:]
    elif kind == 5:
        found[at:at] = data[at:to]
    else:
        found[at:to] = reversed(data[at:to])
    return bytes(found)


def _drop(random: Random, files: Files) -> None:
    del files[random.choice(sorted(files))]


def _swap(random: Random, files: Files) -> None:
    one, other = random.sample(sorted(files), 2)
    files[one], files[other] = files[other], files[one]


def _swap_within(random: Random, files: Files) -> None:
    folder = random.choice(["leaves/", "proofs/"])
    one, other = random.sample([name for name in sorted(files) if name.startswith(folder)], 2)
    files[one], files[other] = files[other], files[one]


def _duplicate(random: Random, files: Files) -> None:
    """A file that is there under another name as well."""
    name = random.choice(sorted(files))
    other = re.sub(r"[0-9a-f]", lambda match: random.choice("0123456789abcdef"), name, count=random.randint(1, 3))
    files[random.choice([other, f"copy/{name}", f"{name}.bak"])] = files[name]


def _rename(random: Random, files: Files) -> None:
    name = random.choice(sorted(files))
    data = files.pop(name)
    files[re.sub(r"[0-9a-f]", lambda match: random.choice("0123456789abcdef"), name, count=2)] = data


def _content(random: Random, files: Files) -> None:
    name = random.choice(sorted(files))
    files[name] = _bytes(random, files[name])


def _content_and_name(random: Random, files: Files) -> None:
    """A file that stands under a hash, changed and put under its new one."""
    name = random.choice([name for name in sorted(files) if name.startswith(HASHED)] or ["checkpoint"])
    data = _bytes(random, files.pop(name))
    files[re.sub(r"[0-9a-f]{64}", sha256_hex(data), name)] = data


def _checkpoint(random: Random, files: Files) -> None:
    """A byte of the note changed, and what says its hash with it. (A line that is put in besides, of a key that nobody
    knows, is no change of what is signed: it proves nothing and hinders nothing, as C2SP has it.)"""
    note = bytearray(files["checkpoint"])
    note[random.randrange(len(note))] ^= 1 << random.randrange(8)
    contents = {**read_json(files["bundle.json"]), "checkpoint": sha256_hex(bytes(note))}
    files |= {"checkpoint": bytes(note), "bundle.json": canonical_json(contents)}


def _space(random: Random, files: Files) -> None:
    """White space where JSON allows it."""
    name = random.choice([name for name in sorted(files) if name.endswith(".json")])
    text = files[name].decode()
    at = random.choice([match.end() for match in re.finditer(r"[,:\[{]", text)] or [0])
    files[name] = (text[:at] + random.choice([" ", "\n", "\t", "\r\n"]) + text[at:]).encode()


def _spelling(random: Random, files: Files) -> None:
    """The same values, written otherwise."""
    name = random.choice([name for name in sorted(files) if name.endswith(".json")])
    found = json.loads(files[name])
    spell: Callable[[Any], str] = random.choice(
        [
            lambda one: json.dumps(one),
            lambda one: json.dumps(one, indent=1),
            lambda one: json.dumps(one, separators=(",", ":"), ensure_ascii=True) + " ",
            lambda one: json.dumps(_reversed(one), separators=(",", ":"), ensure_ascii=False),
        ]
    )
    files[name] = spell(found).encode()


def _twice(random: Random, files: Files) -> None:
    """A key that stands twice in an object."""
    name = random.choice([name for name in sorted(files) if name.endswith(".json")])
    text = files[name].decode()
    keys = re.findall(r'"(\w+)":', text)
    if keys and "{" in text:
        at = random.choice([match.end() for match in re.finditer(r"{", text)])
        files[name] = f'{text[:at]}"{random.choice(keys)}":{random.choice(["0", "null", "[]"])},{text[at:]}'.encode()


def _value(random: Random, files: Files) -> None:
    """One value of a JSON file, which stays canonical."""
    name = random.choice([name for name in sorted(files) if name.endswith(".json")])
    files[name] = canonical_json(changed(random, read_json(files[name])))


def _contents(random: Random, files: Files) -> None:
    files["bundle.json"] = canonical_json(changed(random, read_json(files["bundle.json"])))


def _payload(random: Random, files: Files) -> None:
    """One value inside a leaf's payload."""
    name = random.choice([name for name in sorted(files) if name.startswith("leaves/")])
    envelope = read_json(files[name])
    envelope["payload"] = encoded(canonical_json(changed(random, read_json(decoded(envelope["payload"])))))
    files[name] = canonical_json(envelope)


def changed(random: Random, value: Any) -> Any:
    """The value with one change somewhere in it."""
    if isinstance(value, dict) and value:
        name = random.choice(sorted(value))
        kind = random.randrange(6)
        if kind == 0:
            return {key: one for key, one in value.items() if key != name}
        if kind == 1:
            return {**{key: one for key, one in value.items() if key != name}, f"{name}x": value[name]}
        return {**value, name: changed(random, value[name])}
    if isinstance(value, list) and value:
        at, kind = random.randrange(len(value)), random.randrange(6)
        if kind == 0:
            return value[:at] + value[at + 1 :]
        if kind == 1:
            return [*value, value[at]]
        if kind == 2 and len(value) > 1:
            return [*value[:at], *value[at + 1 :], value[at]]
        return [*value[:at], changed(random, value[at]), *value[at + 1 :]]
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return random.choice([value + 1, value - 1, -value - 1, 0, str(value), None, value + 0.5])
    if isinstance(value, str) and value:
        at = random.randrange(len(value))
        return random.choice([value[:at] + random.choice("0aZ é") + value[at + 1 :], value + " ", value[1:], "", None])
    return random.choice(["x", 1, [1], {"x": 1}, True])


def _reversed(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _reversed(value[key]) for key in sorted(value, reverse=True)}
    return [_reversed(one) for one in value] if isinstance(value, list) else value


FILES: list[Callable[[Random, Files], None]] = [
    _drop, _swap, _swap_within, _duplicate, _rename, _content, _content_and_name, _checkpoint, _space, _spelling,
    _twice, _value, _contents, _payload,
]  # fmt: skip
