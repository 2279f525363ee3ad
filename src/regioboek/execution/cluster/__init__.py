"""The same plan on more machines than one, with Dask distributed (`pip install "regioboek[cluster]"`).

Rules:

* A build on a cluster writes the same bytes as a local one, into the same cache. Workers run pages with the code of
  local runs: a warm process beside each thread of a worker forks a child per page (warm.py), or gives it a kernel
  where forking is impossible. The client writes notebooks and keys, whole or not at all.
* Same bytes need the same environment. A worker with another Python, another library or other packages is refused,
  and the message names it (environment.py).
* Workers see the edition's tables by content: where they see the client's folder with the same digests they read it
  there; otherwise the tables are sent once per worker and their digests checked on arrival (shipped.py).
* A page is one task. A lost worker's tasks go to others; a page that outlives neither its retries nor Dask's patience
  with dying workers is a failed page. A failed page is a result, as in local runs.
* The scheduler knows what is asked for and hands it out to threads that are free; what comes back is written and let
  go. So no worker has more than a page or two, and nobody a whole edition of notebooks.

Nothing but handing_out.py, connecting.py and worker.py needs `distributed`.
"""
