"""RO-Crate 1.1 of a release: a ZIP file with the graph folder and its description; `kg verify` checks it unpacked.

Members are stored in order, uncompressed and without times, so that the same graph gives the same bytes everywhere.
"""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from kg.errors import QuestionError
from kg.export.records import Sink
from kg.export.view import View, read_triples
from kg.graph.folder import files_of
from kg.graph.store import CHECKSUMS
from kg.graph.terms import value_of
from kg.resources import version

FOLDER: Final = "graph/"
METADATA: Final = "ro-crate-metadata.json"
_MODIFIED: Final = "<http://purl.org/dc/terms/modified>"
_LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"
_TYPES: Final = {
    ".ttl": ("text/turtle", "https://www.w3.org/TR/turtle/"),
    ".trig": ("application/trig", "https://www.w3.org/TR/trig/"),
    ".txt": ("text/plain; charset=utf-8", ""),
}
_MOMENT: Final = (1980, 1, 1, 0, 0, 0)  # the first that a ZIP file can tell
_CHUNK: Final = 1 << 20


def write(view: View, sink: Sink) -> None:
    """The crate.

    Raises:
        QuestionError: a part is asked for; checksums vouch for the whole.
    """
    if not view.selection.whole:
        raise QuestionError("rocrate", "a part of a graph", "the whole graph", "a crate is checked by its checksums")
    files = files_of(view.folder)
    described = json.dumps(metadata(view, files), ensure_ascii=False, indent=1) + "\n"
    with zipfile.ZipFile(sink.stream, "w", zipfile.ZIP_STORED) as crate:
        crate.writestr(_member(METADATA), described.encode())
        for name in files:
            with (view.folder / name).open("rb") as source, crate.open(_member(FOLDER + name), "w") as target:
                shutil.copyfileobj(source, target, _CHUNK)
    sink.count, sink.unit = len(files) + 1, "files"


def _member(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _MOMENT)
    info.external_attr = 0o644 << 16
    info.create_system = 3
    return info


def metadata(view: View, files: list[str]) -> dict[str, Any]:
    """The crate's description (RO-Crate 1.1, sections on root data entity, files and provenance)."""
    lines = (view.folder / CHECKSUMS).read_text("utf-8").splitlines()
    sums = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    about = "Survey and service figures as RDF, each with the sentence it came from. Check: unpack, kg verify graph"
    software = f"#surveykg-{version()}"
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": "Figures about how people reach organizations",
        "description": about,
        "datePublished": _date(view.folder / "ontology.ttl"),
        "license": {"@id": _LICENCE},
        "identifier": view.build_hash,
        "hasPart": [{"@id": FOLDER}],
    }
    folder = {
        "@id": FOLDER,
        "@type": "Dataset",
        "name": "the graph",
        "hasPart": [{"@id": FOLDER + name} for name in files],
    }
    return {
        "@context": "https://w3id.org/ro/crate/1.1/context",
        "@graph": [
            {
                "@id": METADATA,
                "@type": "CreativeWork",
                "about": {"@id": "./"},
                "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
            },
            root,
            folder,
            *_files(view.folder, files, sums),
            {"@id": _LICENCE, "@type": "CreativeWork", "name": "CC BY 4.0"},
            {"@id": software, "@type": "SoftwareApplication", "name": "surveykg", "version": version()},
            {
                "@id": "#build",
                "@type": "CreateAction",
                "name": "building of the graph from texts",
                "instrument": {"@id": software},
                "object": [{"@id": FOLDER + name} for name in files if name.startswith("texts/")],
                "result": {"@id": FOLDER},
            },
        ],
    }


def _files(folder: Path, files: list[str], sums: dict[str, str]) -> Iterator[dict[str, Any]]:
    for name in files:
        media_type, form = _TYPES.get(Path(name).suffix, ("text/plain; charset=utf-8", ""))
        said: dict[str, Any] = {
            "@id": FOLDER + name,
            "@type": "File",
            "name": name,
            "contentSize": str((folder / name).stat().st_size),
            "encodingFormat": [media_type, {"@id": form}] if form else media_type,
        }
        if name in sums:
            said["sha256"] = sums[name]
        yield said


def _date(ontology: Path) -> str:
    """The day of the ontology's last change: a fact of the graph, as no clock may be."""
    return max((value_of(o) for _, p, o in read_triples(ontology) if p == _MODIFIED), default="1980-01-01")
