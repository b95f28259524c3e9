"""A graphite-web, as Debian packages it, over whisper files that are written first.

graphite_web.py <folder> <start> <minutes> <few> <many> <hosts> <metrics>: a point a minute from <start> on of the series
bench.few.n<i> and bench.many.n<i>, value (7 i + minute) % 100, and series find.h<i>.m<j> without any. Prints its port when
it serves, and ends when standard input does.
"""
import os
import socketserver
import struct
import sys
import threading
import types
import wsgiref.simple_server

folder = sys.argv[1]
start, minutes, few, many, hosts, metrics = map(int, sys.argv[2:])
STEP, SLOTS, VALUES = 60, 25 * 60, 100
LINKS_MAX = 30000
whisper_folder = os.path.join(folder, "whisper")
# Whatever prints something prints it elsewhere.
answer_stream = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)


def header():
    """One archive, averages: see whisper.py, File."""
    return struct.pack("!2LfL", 1, STEP * SLOTS, 0.5, 1) + struct.pack("!3L", 28, STEP, SLOTS)


def points(offset):
    flat = []
    for minute in range(minutes):
        flat += [start + minute * STEP, float((offset + minute) % VALUES)]
    return struct.pack("!" + "Ld" * minutes, *flat)


def fill():
    archives = [points(offset) for offset in range(VALUES)]
    empty = bytes(12 * (SLOTS - minutes))
    for kind, count in ("few", few), ("many", many):
        place = os.path.join(whisper_folder, "bench", kind)
        os.makedirs(place)
        for i in range(count):
            with open(os.path.join(place, "n%d.wsp" % i), "wb") as file:
                file.write(header() + archives[7 * i % VALUES] + empty)
    linked, links = None, LINKS_MAX
    for host in range(hosts):
        place = os.path.join(whisper_folder, "find", "h%d" % host)
        os.makedirs(place)
        for metric in range(metrics):
            path = os.path.join(place, "m%d.wsp" % metric)
            if links == LINKS_MAX:
                with open(path, "wb") as file:
                    file.write(header() + bytes(12 * SLOTS))
                linked, links = path, 0
            else:
                os.link(linked, path)
                links += 1


class Server(socketserver.ThreadingMixIn, wsgiref.simple_server.WSGIServer):
    daemon_threads = True


class Quiet(wsgiref.simple_server.WSGIRequestHandler):
    def log_message(self, *arguments):
        pass


def application():
    settings = types.ModuleType("bench_settings")
    settings.__dict__.update(
        SECRET_KEY="bench",
        TIME_ZONE="UTC",
        CARBONLINK_HOSTS=[],
        FIND_CACHE_DURATION=0,
        CACHES={"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}},
        LOG_ROTATION=False,
        LOG_INFO_PERFORMANCE=False,
        USE_WORKER_POOL=False,
    )
    sys.modules["bench_settings"] = settings
    sys.dont_write_bytecode = True
    os.environ["TZ"] = "UTC"
    os.environ["DJANGO_SETTINGS_MODULE"] = "graphite.settings"
    os.environ["GRAPHITE_SETTINGS_MODULE"] = "bench_settings"
    os.environ["GRAPHITE_STORAGE_DIR"] = folder
    os.makedirs(os.path.join(folder, "log", "webapp"))
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application

    ready = get_wsgi_application()
    # Finding a metric asks for the user's profile.
    call_command("migrate", run_syncdb=True, verbosity=0)
    return ready


fill()
server = wsgiref.simple_server.make_server("127.0.0.1", 0, application(), Server, Quiet)
threading.Thread(target=server.serve_forever, daemon=True).start()
answer_stream.write("%d\n" % server.server_port)
answer_stream.flush()
sys.stdin.read()
