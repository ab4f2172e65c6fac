"""The graph: from extractions to RDF in a folder, its inferences, its proof, its store.

In: texts, or `Extraction` records. Out: a graph folder (docs/design.md) and ways to ask it. `build.build` makes or
updates a folder, `verify.verify` proves it, `diff.diff` compares two, `store.open_store` opens one for queries. Nothing
is imported here, so that asking costs no more than the store.
"""
