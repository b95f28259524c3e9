"""Pickles as Python writes them, a line of base64 each behind a word that says what it is.

points <protocol>: what carbon's clients send; refused: what they never would; half: good points between others.
"""
import base64
import collections
import fractions
import os
import pickle
import sys


class Harm(object):
    def __reduce__(self):
        return (os.system, ("touch " + sys.argv[1],))


def write(what, data):
    print(what, base64.b64encode(data).decode())


POINTS = [
    ("servers.web01.cpu", (1700000000, 1.5)),
    ["servers.web01.requests", [1700000060, 12345678901]],
    ("servers.web02.cpu", ("1700000060.5", "-2.5e-3")),
    ("disk.used;rack=a1;server=s\u00e9", (1700000000.25, -7)),
    ("servers.\u00fcber.\U0001d54f\\x", (0, 2**70)),
    ("servers.web03.up", (1700000000, True)),
    ("servers.web03.down", (1700000000, False)),
    ("servers.web01.cpu", (1700000000, 300)),
    ("servers.web01.cpu", (70000, -1)),
    ("quote'.\"both\"", (255, 65535)),
]
MANY = [("many.n%d" % (i % 7), (1700000000 + i, i / 3)) for i in range(3000)]
RECURSIVE = []
RECURSIVE.append(RECURSIVE)
HALF = [
    ("good.one", (1700000000, 1)),
    None,
    5,
    "text",
    ("three", 1, 2),
    ("good", (1700000000, None)),
    (None, (1700000000, 1)),
    ("good", (1700000000,)),
    ("good", (1700000000, "many")),
    ("good", ([], 1)),
    RECURSIVE,
    ("good.two", (1700000060, 2)),
]

BYTES = [(b"good.bytes", (1700000000, 1)), (b"\xff\xfe.bad", (1700000000, 1))]

for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
    write("points", pickle.dumps(POINTS, protocol))
    write("many", pickle.dumps(MANY, protocol))
    write("half", pickle.dumps(HALF, protocol))
    for harm in [
        Harm(),
        [Harm()],
        [("a.b", (1, Harm()))],
        {"a.b": (1, 2)},
        [{"a.b": (1, 2)}],
        {1, 2},
        frozenset([1]),
        bytearray(b"abc"),
        fractions.Fraction(1, 3),
        [("a.b", (1, fractions.Fraction(1, 3)))],
        collections.OrderedDict(),
        os.system,
        pickle.Pickler,
        complex(1, 2),
    ]:
        write("refused", pickle.dumps(harm, protocol))
    if protocol >= 3:  # Before, Python writes the call of a function for them.
        write("bytes", pickle.dumps(BYTES, protocol))
    write("nolist", pickle.dumps("text", protocol))
    write("nolist", pickle.dumps(5, protocol))
    write("nolist", pickle.dumps(None, protocol))
