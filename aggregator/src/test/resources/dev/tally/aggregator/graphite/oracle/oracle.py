"""Evaluates targets by graphite-web, as Debian packages it: reads one JSON document from standard input and writes one.

In:  {"series": {name: {"step": s, "start": t, "values": [...]}}, "requests": [{"target", "from", "until", "now", "tz", "xFilesFactor"}]}
Out: {"functions": {name: {"group", "params"}}, "answers": [[{"name", "tags", "points": [[value, time]...]}] or {"error": text}]}

Series come from the document by a storage finder, on the grid of their own step, so that nothing of whisper's rounding is
in the answers: what is compared is the function library.
"""
import datetime
import json
import math
import os
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True
os.environ["TZ"] = "UTC"
os.environ["DJANGO_SETTINGS_MODULE"] = "graphite.settings"
os.environ["GRAPHITE_SETTINGS_MODULE"] = "oracle_settings"
folder = tempfile.TemporaryDirectory()
os.environ["GRAPHITE_STORAGE_DIR"] = folder.name
os.makedirs(os.path.join(folder.name, "log", "webapp"))
# Whatever prints something prints it elsewhere.
answer_stream = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)

import django

django.setup()

import pytz

import oracle_finder
from graphite.functions import SeriesFunctions
from graphite.render import functions
from graphite.render.attime import parseATTime
from graphite.render.evaluator import evaluateTarget


def main():
    document = json.load(sys.stdin)
    oracle_finder.SERIES.update(document["series"])
    answers = [answered(request) for request in document["requests"]]
    text = json.dumps({"functions": described(), "answers": answers})
    answer_stream.write(text.replace("Infinity", "1e9999"))
    answer_stream.flush()


def described():
    return {
        name: {"group": function.group, "params": [parameter.toJSON() for parameter in function.params]}
        for name, function in SeriesFunctions().items()
    }


def answered(request):
    zone = pytz.timezone(request["tz"])
    now = datetime.datetime.fromtimestamp(request["now"], zone)
    # What "now" is must not depend on when the test runs.
    functions.parseATTime = lambda text, tzinfo=None, now_=None: parseATTime(text, tzinfo, now)
    context = {
        "startTime": datetime.datetime.fromtimestamp(request["from"], zone),
        "endTime": datetime.datetime.fromtimestamp(request["until"], zone),
        "now": now,
        "tzinfo": zone,
        "template": request.get("template", {}),
        "localOnly": False,
        "data": [],
        "prefetched": {},
        "xFilesFactor": request["xFilesFactor"],
        "targets": [request["target"]],
        "forwardHeaders": {},
        "sourceIdHeaders": {},
    }
    try:
        return [written(series) for series in evaluateTarget(context, [request["target"]])]
    except Exception as e:
        return {"error": "%s: %s" % (type(e).__name__, e)}


def written(series):
    return {
        "name": series.name,
        "tags": dict(series.tags),
        "points": [[number(value), time] for value, time in series.datapoints()],
    }


def number(value):
    return None if value is None or math.isnan(value) or math.isinf(value) else value


main()
