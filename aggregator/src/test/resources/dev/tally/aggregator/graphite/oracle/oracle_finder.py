"""A storage finder over series in memory."""
import re

from graphite.finders.utils import BaseFinder
from graphite.intervals import Interval, IntervalSet
from graphite.node import LeafNode

SERIES = {}


class Finder(BaseFinder):
    def find_nodes(self, query):
        pattern = re.compile(regex(query.pattern) + "$")
        for name in sorted(SERIES):
            if pattern.match(name):
                yield LeafNode(name, Reader(name))


def regex(pattern):
    """Globs within one component; braces are alternatives."""
    written, braces = "", 0
    for c in pattern:
        if c == "*":
            written += "[^.]*"
        elif c == "?":
            written += "[^.]"
        elif c == "{":
            written, braces = written + "(?:", braces + 1
        elif c == "}":
            written, braces = written + ")", braces - 1
        elif c == "," and braces:
            written += "|"
        elif c in "[]-":
            written += c
        else:
            written += re.escape(c)
    return written


class Reader(object):
    supported = True

    def __init__(self, name):
        self.series = SERIES[name]

    def get_intervals(self):
        return IntervalSet([Interval(0, 4e9)])

    def fetch(self, start_time, end_time, now=None, requestContext=None):
        """The times of the grid from the start, inclusive, until the end, exclusive."""
        step, first, values = self.series["step"], self.series["start"], self.series["values"]
        start = -(-int(start_time) // step) * step
        end = -(-int(end_time) // step) * step
        if start >= end:
            start = end - step
        found = []
        for time in range(start, end, step):
            index = (time - first) // step
            found.append(values[index] if 0 <= index < len(values) else None)
        return (start, end, step), found
