"""What gunicorn does beyond its options. It reads this with --config=python:promise_tracker.serving."""

from importlib import import_module


def post_worker_init(worker):
    """Start the engine that draws charts with each worker: it takes longer than a chart, and nobody is to wait for it.

    Here and not where the tracker is loaded: the engine's threads would not come along into a worker's process.
    """
    try:
        import_module("promise_tracker.charts").start_engine()
    except Exception:  # without charts the tracker still serves all else
        worker.log.exception("Charts cannot be drawn.")
