"""The HTML builder of the book: linear in the number of pages, correct when only some of them change.

What differs from Sphinx's own

* **What is written.** A page has a key: the hash of its source and of everything else that shows on it (crumbs,
  titles of the pages it may name). A page is written when its key differs from the one recorded with the site
  being updated, or when a file of it is missing; times play no part. All written pages (Markdown) form one
  group, because they show each other's titles; a notebook page depends on itself, on the chapters' titles and on
  which pages there are not (links to those are text).
* **Who does the work.** Processes take page names, not documents: each loads, resolves and writes its own pages,
  so that no process holds all pages and the main one is no bottleneck. What was read is only put together when all
  of it was: every batch sends its whole environment back, which then is that of its own pages.
* **What is not there.** No index, no object inventory, no build info, no scripts and styles of other themes.
"""

from __future__ import annotations

import gc
import hashlib
import json
import os
import pickle
import shutil
import signal
from collections.abc import Iterable, Sequence
from functools import cached_property
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util.build_phase import BuildPhase
from sphinx.util.osutil import relative_uri
from sphinx.util.parallel import ParallelTasks, parallel_available

from regioboek.execution.engine.fork import die_with
from regioboek.memory import sha256
from regioboek.publishing.sphinx.chapter_nav import ChapterNav
from regioboek.publishing.sphinx.notebook_cells import unlink
from regioboek.publishing.sphinx.page_context import headings, page_context
from regioboek.publishing.sphinx.page_writer import RememberingHighlighter
from regioboek.publishing.sphinx.search_text import index_script
from regioboek.publishing.staging.site import Site
from regioboek.words import labels

#: Batches per process: few enough to be cheap to merge, enough to share the work evenly; and pages of a batch at most,
#: because a process keeps something of every page until it ends.
BATCHES, MOST = 4, 64

#: Pages made from a template alone.
OWN_PAGES = ("zoeken", "404")

SEARCH_INDEX = "zoekindex.js"


class BookBuilder(StandaloneHTMLBuilder):
    """Sphinx's `html` builder for a book of many notebook pages."""

    name = "html"
    search = False  # the search page and its index are ours

    # -- set up ---------------------------------------------------------------------------------------------------

    def init_highlighter(self) -> None:
        """Code is coloured by the theme's stylesheet; equal code is coloured once."""
        self.highlighter = RememberingHighlighter("html", "default")
        self.dark_highlighter = None

    @property
    def site(self) -> Site:
        """What `stage` wrote beside the sources."""
        site: Site = self.app.regioboek_site  # type: ignore[attr-defined]
        return site

    @cached_property
    def unbuilt(self) -> frozenset[str]:
        """Pages links must not lead to."""
        return frozenset(self.site.unbuilt)

    @cached_property
    def nav(self) -> ChapterNav:
        """The chapters, with the titles they have after reading."""
        titles = {n: t.astext() for n, t in self.env.titles.items() if not self.site.is_notebook(n)}
        lists = (f"{kind.name}/index" for kind in self.site.kinds)
        return ChapterNav.from_site_map(self.app.config.external_site_map, titles, lists)

    # -- which pages ----------------------------------------------------------------------------------------------

    def get_outdated_docs(self) -> list[str]:  # type: ignore[override]
        """All, so that `write` is reached; there the keys decide."""
        return sorted(self.env.found_docs)

    def page_keys(self) -> dict[str, str]:
        """docname -> hash of everything that shows on the page."""
        names = sorted(self.env.found_docs)
        digests = {n: (self.env.regioboek_digests[n], self._dependencies(n)) for n in names}  # type: ignore[attr-defined]
        written = [n for n in names if not self.site.is_notebook(n)]
        titles = [(n, self.env.titles[n].astext()) for n in written]
        shared = _hash(titles, self.site.unbuilt)
        group = _hash([(n, digests[n]) for n in written], self.nav.groups, shared)
        return {
            n: _hash(digests[n], shared, self.site.pages.get(n))
            if self.site.is_notebook(n)
            else _hash(digests[n], group)
            for n in names
        }

    def _dependencies(self, docname: str) -> list[str]:
        paths = (Path(self.srcdir, name) for name in sorted(self.env.dependencies.get(docname, ())))
        return [sha256(path) for path in paths if path.is_file()]

    def write(
        self, build_docnames: Iterable[str] | None, updated_docnames: Sequence[str], method: Any = "update"
    ) -> None:
        """Write the pages whose key changed, then record the keys."""
        self.events.emit("write-started", self)
        keys = self.page_keys()
        before = _read_record(self.app.config.regioboek_record_in)
        pages = [n for n, key in keys.items() if before.get(n, {}).get("key") != key or not self._whole(n, before)]
        self.prepare_writing(set(pages))
        self.copy_assets()
        images = {n: before[n]["images"] for n in keys if n not in set(pages)} | self._write_pages(pages)
        if self.app.config.regioboek_record_out:
            record = {n: {"key": key, "images": images[n]} for n, key in keys.items()}
            own = [*OWN_PAGES, *(moved.page for moved in self.site.moved)]
            text = json.dumps({"pages": record, "written": pages, "own": own}, indent=0, sort_keys=True)
            Path(self.app.config.regioboek_record_out).write_text(text, "utf-8")

    def _whole(self, docname: str, before: dict[str, Any]) -> bool:
        images = [Path(self.outdir, self.imagedir, name) for name in before[docname]["images"]]
        return all(path.is_file() for path in (Path(self.get_outfilename(docname)), *images))

    def _report(self, phase: str, done: int, total: int) -> None:
        """Tell `render` how far it is."""
        if self.app.config.regioboek_record_out:
            print(json.dumps([phase, done, total]), flush=True)

    # -- reading and writing in processes ---------------------------------------------------------------------------

    def _read_serial(self, docnames: Sequence[str]) -> None:
        for done, docname in enumerate(docnames):
            self._report("read", done, len(docnames))
            self.events.emit("env-purge-doc", self.env, docname)
            self.env.clear_doc(docname)
            self.read_doc(docname, _cache=False)  # the cache would hold every page until the end
        self._report("read", len(docnames), len(docnames))

    def _read_parallel(self, docnames: Sequence[str], nproc: int) -> None:
        for docname in docnames:
            self.events.emit("env-purge-doc", self.env, docname)
            self.env.clear_doc(docname)
        done, parent = 0, os.getpid()
        found: list[tuple[list[str], bytes]] = []

        def read(batch: list[str]) -> bytes:
            _begin(parent)
            self.env.app = self.app
            for docname in batch:
                self.read_doc(docname, _cache=False)
            return pickle.dumps(self.env, pickle.HIGHEST_PROTOCOL)

        def take(batch: list[str], other: bytes) -> None:
            nonlocal done
            found.append((batch, other))
            done += len(batch)
            self._report("read", done, len(docnames))

        self._report("read", 0, len(docnames))
        tasks = ParallelTasks(nproc)
        for batch in _batches(docnames, nproc):
            tasks.add_task(read, batch, take)
        tasks.join()
        for batch, other in sorted(found):
            self.env.merge_info_from(batch, pickle.loads(other), self.app)

    def _write_pages(self, pages: list[str]) -> dict[str, list[str]]:
        """Write `pages`; the names of the images each uses."""
        jobs, total = self.app.parallel, len(pages)
        used: dict[str, list[str]] = {}
        self._report("write", 0, total)

        def take(batch: list[str], result: tuple[dict[str, str], dict[str, list[str]]]) -> None:
            self.images.update(result[0])
            used.update(result[1])
            self._report("write", len(used), total)

        if parallel_available and jobs > 1 and total > 2 * jobs and self.app.is_parallel_allowed("write"):
            # one page of each kind first: the processes then start with templates compiled and code coloured
            firsts = list({self.site.kind_word(n): n for n in reversed(pages)}.values())
            take(firsts, self._write_batch(firsts))
            tasks, parent = ParallelTasks(jobs), os.getpid()

            def write(batch: list[str]) -> tuple[dict[str, str], dict[str, list[str]]]:
                _begin(parent)
                return self._write_batch(batch)

            for batch in _batches([n for n in pages if n not in set(firsts)], jobs):
                tasks.add_task(write, batch, take)
            tasks.join()
        else:
            for docname in pages:
                take([docname], self._write_batch([docname]))
        return used

    def _write_batch(self, batch: list[str]) -> tuple[dict[str, str], dict[str, list[str]]]:
        used: dict[str, list[str]] = {}
        for docname in batch:
            self.app.phase = BuildPhase.RESOLVING
            doctree = self.env.get_and_resolve_doctree(docname, self)
            self.imgpath = relative_uri(self.get_target_uri(docname), self.imagedir)
            self.post_process_images(doctree)
            shown = {node["uri"] for node in doctree.findall(nodes.image)}
            used[docname] = sorted(self.images[uri] for uri in shown if uri in self.images)
            self.app.phase = BuildPhase.WRITING
            self.write_doc(docname, doctree)
            self.env._pickled_doctree_cache.pop(docname, None)  # would keep every page until the end
        return self.images, used

    # -- a page ---------------------------------------------------------------------------------------------------

    def get_doc_context(self, docname: str, body: str, metatags: str) -> dict[str, Any]:
        """Title, body and the headings for "Op deze pagina"."""
        return {
            "title": self.env.longtitles[docname].astext(),
            "body": unlink(body, docname, self.unbuilt),
            "page_toc": headings(self.env, docname),
        }

    def update_page_context(self, pagename: str, templatename: str, ctx: dict[str, Any], event_arg: Any) -> None:
        """What every page shows: edition, menu, crumbs, chapters."""
        ctx.update(page_context(pagename, self.site, self.nav, self.env.all_docs, self.app.config))

    def handle_page(self, pagename: str, addctx: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        """As Sphinx's, into a new file: the old one may be shared with the site that is being read."""
        Path(self.get_outfilename(pagename)).unlink(missing_ok=True)
        super().handle_page(pagename, addctx, *args, **kwargs)

    # -- everything else ------------------------------------------------------------------------------------------

    def copy_static_files(self) -> None:
        """The theme's files with their labels, the charts' stylesheet and the project's own `_static`."""
        target = Path(self.outdir, "_static")
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        for package, name in (("regioboek.publishing", "theme/static"), ("regioboek.report.pages", "report.css")):
            with as_file(files(package).joinpath(name)) as source:
                if source.is_dir():
                    shutil.copytree(source, target, dirs_exist_ok=True)
                elif source.is_file():
                    shutil.copyfile(source, target / source.name)
        for ours in (*target.glob("*.js"), *target.glob("*.css")):
            ours.write_text(labels.filled(ours.read_text("utf-8")), "utf-8")
        own = Path(self.srcdir, "_static")
        if own.is_dir():
            shutil.copytree(own, target, dirs_exist_ok=True)

    def finish(self) -> None:
        """Search page, 404, pages that moved, images and the search index."""
        plain: dict[str, Any] = {"title": "", "body": "", "page_toc": []}
        for name in OWN_PAGES:
            self.handle_page(name, plain, f"{name}.html")
        for moved in self.site.moved:
            # old and new page lie in one folder
            links = [{"text": c.text, "href": f"{str(c.page).rpartition('/')[2]}.html"} for c in moved.successors]
            context = {"title": moved.name, "since": moved.since, "successors": links}
            self.handle_page(moved.page, plain | context, "verhuisd.html")
        for source, name in sorted(self.images.items()):
            target = Path(self.outdir, self.imagedir, name)
            target.parent.mkdir(exist_ok=True)
            target.unlink(missing_ok=True)
            shutil.copyfile(Path(self.srcdir, source), target)
        script = index_script(self.env, self.site, [e.docname for e in self.nav.sequence])
        Path(self.outdir, "_static", SEARCH_INDEX).write_text(script, "utf-8")


def _begin(parent: int) -> None:
    """What a process does before its batch: end with its parent, and let what it has from it alone.

    A process whose parent was killed would wait for ever to hand in its pages, and keep the next build out.
    Documents are full of cycles. Without what was there before, looking for them is cheap, and so happens often.
    """
    die_with(parent, signal.SIGKILL)
    gc.freeze()
    gc.collect()


def _batches(names: Sequence[str], jobs: int) -> list[list[str]]:
    """`names` dealt out like cards over BATCHES x jobs batches or more, so that heavy kinds of pages are spread."""
    count = max(1, min(len(names), BATCHES * jobs), -(-len(names) // MOST))
    return [batch for n in range(count) if (batch := list(names[n::count]))]


def _hash(*parts: Any) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:24]


def _read_record(path: str) -> dict[str, Any]:
    try:
        pages: dict[str, Any] = json.loads(Path(path).read_text("utf-8"))["pages"] if path else {}
    except (OSError, ValueError, KeyError):
        return {}
    return pages
