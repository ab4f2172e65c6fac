"""Writes ontology/countries.ttl from CLDR (through Babel): `python tools/countries.py`; `--check` only compares.

Babel is needed to run this tool, not to run the software.
"""

from __future__ import annotations

import sys
from pathlib import Path

from babel import Locale

LANGUAGES = ("en", "nb", "da", "sv", "fi", "de", "ru")
# ISO 3166-1 alpha-2: Europe, and countries that surveys compare with.
CODES = tuple(
    """
    AD AL AM AR AT AU AX AZ BA BE BG BR BY CA CH CL CN CY CZ DE DK EE EG ES FI FO FR GB GE GI GL GR HK HR HU ID IE IL
    IN IS IT JP KG KR KZ LI LT LU LV MC MD ME MK MT MX MY NL NO NZ PK PH PL PT RO RS RU SA SE SG SI SJ SK SM TH TJ TM
    TR TW UA US UZ VA VN XK ZA
    """.split()
)
USER_ASSIGNED = ("XK",)  # Kosovo: user-assigned in ISO 3166-1, in general use
TARGET = Path(__file__).parent.parent / "ontology" / "countries.ttl"
HEAD = """@prefix kg: <https://w3id.org/surveykg/ontology#> .
@prefix country: <https://w3id.org/surveykg/id/country/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix scheme: <https://w3id.org/surveykg/id/scheme/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

# Countries by ISO 3166-1 alpha-2; written by tools/countries.py, names from Unicode CLDR.

# ---- Scheme ----

scheme:countries
    a skos:ConceptScheme ;
    skos:prefLabel "countries"@en , "land"@nb , "lande"@da , "länder"@sv , "maat"@fi , "Länder"@de , "страны"@ru ;
    skos:definition "Countries of the people whom figures count."@en ;
    skos:hasTopConcept
"""
LINE = 118


def names(language: str) -> dict[str, str]:
    """The names of territories by code."""
    return dict(Locale(language).territories.items())


def wrapped(terms: list[str]) -> str:
    """`terms` joined by commas, on lines of at most 118 characters that are indented by eight."""
    lines, line = [], "       "
    for place, term in enumerate(terms):
        piece = f" {term}" + (" ," if place < len(terms) - 1 else "")
        if len(line) + len(piece) > LINE:
            lines.append(line)
            line = "       "
        line += piece
    return "\n".join([*lines, line])


def turtle() -> str:
    """The whole file."""
    by_language = {language: names(language) for language in LANGUAGES}
    parts = [HEAD, wrapped([f"country:{code}" for code in sorted(CODES)])]
    parts.append(" ;\n    rdfs:isDefinedBy <https://w3id.org/surveykg/ontology> .\n\n# ---- Countries ----\n")
    for code in sorted(CODES):
        labels = wrapped([f'"{by_language[language][code]}"@{language}' for language in LANGUAGES]).lstrip()
        english = by_language["en"][code]
        status = "user-assigned code" if code in USER_ASSIGNED else "code"
        parts.append(
            f"\ncountry:{code}\n    a kg:Country ;\n    skos:inScheme scheme:countries ;\n"
            f"    skos:topConceptOf scheme:countries ;\n"
            f'    skos:notation "{code}" ;\n    skos:prefLabel {labels} ;\n'
            f'    skos:definition "{english}, {status} {code} of ISO 3166-1."@en ;\n'
            f'    skos:example "A figure on people in {english} has a population of this country."@en ;\n'
            f"    rdfs:isDefinedBy <https://w3id.org/surveykg/ontology> .\n"
        )
    return "".join(parts)


def main() -> int:
    """Writes the file; with `--check`, 1 where it differs."""
    if "--check" in sys.argv[1:]:
        return int(TARGET.read_text("utf-8") != turtle())
    TARGET.write_text(turtle(), "utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
