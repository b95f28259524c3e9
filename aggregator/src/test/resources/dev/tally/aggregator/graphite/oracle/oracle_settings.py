"""What graphite-web is told in place of /etc/graphite/local_settings.py."""
SECRET_KEY = "oracle"
TIME_ZONE = "UTC"
STORAGE_FINDERS = ("oracle_finder.Finder",)
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
LOG_ROTATION = False
USE_WORKER_POOL = False
TAGDB_CACHE_DURATION = 0
