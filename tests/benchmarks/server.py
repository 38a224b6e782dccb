"""The server that is measured: gunicorn as start.py runs it, at a free port of this machine alone."""

import subprocess
import sys
import time
from contextlib import contextmanager

import psutil
from django.conf import settings

from start import GUNICORN

from .reader import HOST, Reader


class Server:
    """A running server, and what its workers take."""

    def __init__(self, process, port):
        self.port = port
        self.workers = psutil.Process(process.pid).children()

    def processor_seconds(self):
        """What the workers have used until now, in user mode and in the system's."""
        return sum(sum(worker.cpu_times()[:2]) for worker in self.workers)

    def megabytes(self):
        """What each worker has in memory, and how much of it is its own."""
        memory = [worker.memory_full_info() for worker in self.workers]
        return [(used.rss / 1e6, used.uss / 1e6) for used in memory]


@contextmanager
def serving():
    """A server until the block ends, however it ends."""
    # Port 0 is any free one; the master's socket says which.
    command = [sys.executable, "-m", "gunicorn", f"--bind={HOST}:0", *GUNICORN, "promise_tracker.wsgi"]
    process = subprocess.Popen(command, cwd=settings.BASE_DIR)
    try:
        yield wait_until_up(process)
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            for left in [*psutil.Process(process.pid).children(), process]:
                left.kill()
            process.wait()


def wait_until_up(process):
    server = psutil.Process(process.pid)
    for _ in range(300):
        listening = [socket.laddr.port for socket in server.net_connections() if socket.status == psutil.CONN_LISTEN]
        if listening and len(server.children()) == 2 and Reader(listening[0]).get("/readyz").status == 200:
            return Server(process, listening[0])
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise RuntimeError("The server did not start; what it said stands above.")
