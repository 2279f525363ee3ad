"""The counts of a region's indicators are told in good Dutch."""

from __future__ import annotations

from collections import Counter

import pytest
from worlds.unjudged_bureau import unjudged

from regioboek.words.counts import counts_sentence
from regioboek.words.facts import counts_of


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        (
            Counter(favourable=12, unfavourable=3, none=10, undetermined=12, top=4, bottom=14, ranked=37),
            "Van de 37 indicatoren ontwikkelen 12 zich gunstig en 3 ongunstig. Bij 10 is geen trend te zien, "
            "bij 12 is die niet te bepalen. Emmen staat bij 4 indicatoren in het bovenste kwart van de gemeenten "
            "en bij 14 in het onderste.",
        ),
        (
            Counter(favourable=1, unfavourable=3, none=1, undetermined=1, missing=1, top=1, bottom=1, ranked=6),
            "Van de 7 indicatoren ontwikkelt 1 zich gunstig en ontwikkelen 3 zich ongunstig. Bij 1 is geen trend "
            "te zien, bij 1 is die niet te bepalen en bij 1 ontbreekt het cijfer. Emmen staat bij 1 indicator in "
            "het bovenste kwart van de gemeenten en bij 1 in het onderste.",
        ),
        (
            Counter(favourable=2, unfavourable=1, undetermined=4),
            "Van de 7 indicatoren ontwikkelen 2 zich gunstig en ontwikkelt 1 zich ongunstig. "
            "Bij 4 is de trend niet te bepalen.",
        ),
        (
            Counter(favourable=1, unfavourable=1),
            "Van de 2 indicatoren ontwikkelt 1 zich gunstig en 1 ongunstig.",
        ),
        (
            Counter(favourable=5, none=2, ranked=7),
            "Van de 7 indicatoren ontwikkelen 5 zich gunstig; geen ontwikkelt zich ongunstig. Bij 2 is geen trend "
            "te zien. Emmen staat bij geen indicator in het bovenste of het onderste kwart van de gemeenten.",
        ),
        (
            Counter(unfavourable=1, missing=2, bottom=3, ranked=5),
            "Van de 3 indicatoren ontwikkelt 1 zich ongunstig; geen ontwikkelt zich gunstig. Bij 2 ontbreekt het "
            "cijfer. Emmen staat bij geen indicator in het bovenste kwart van de gemeenten en bij 3 in het "
            "onderste.",
        ),
        (
            Counter(none=3, undetermined=2),
            "Geen van de 5 indicatoren laat een gunstige of ongunstige trend zien. Bij 3 is geen trend te zien, "
            "bij 2 is die niet te bepalen.",
        ),
        (Counter(none=4), "Geen van de 4 indicatoren laat een gunstige of ongunstige trend zien."),
        (Counter(undetermined=4), "Van geen van de 4 indicatoren is een trend te bepalen."),
        (
            Counter(undetermined=3, missing=1),
            "Van geen van de 4 indicatoren is een trend te bepalen. Bij 1 ontbreekt ook het cijfer.",
        ),
        (Counter(missing=4), "Van geen van de 4 indicatoren is een cijfer bekend."),
        (Counter(missing=1), "Van de enige indicator is geen cijfer bekend."),
        (Counter(undetermined=1), "Van de enige indicator is de trend niet te bepalen."),
        (Counter(none=1), "De enige indicator laat geen trend zien."),
        (Counter(unfavourable=1), "De enige indicator ontwikkelt zich ongunstig."),
        (Counter(), "Over deze regio zijn geen indicatoren opgenomen."),
        (
            Counter(favourable=2, unfavourable=1, unjudged=1),
            "Van de 3 beoordeelde indicatoren ontwikkelen 2 zich gunstig en ontwikkelt 1 zich ongunstig. "
            "Eén andere indicator wordt niet beoordeeld: daarvan is niet te zeggen welke kant gunstig is.",
        ),
        (
            Counter(none=1, unjudged=3),
            "De enige beoordeelde indicator laat geen trend zien. "
            "Drie andere indicatoren worden niet beoordeeld: daarvan is niet te zeggen welke kant gunstig is.",
        ),
        (
            Counter(unjudged=2),
            "De 2 indicatoren worden niet beoordeeld: daarvan is niet te zeggen welke kant gunstig is.",
        ),
        (
            Counter(unjudged=1),
            "De enige indicator wordt niet beoordeeld: daarvan is niet te zeggen welke kant gunstig is.",
        ),
    ],
)
def test_counts_are_told_in_grammatical_dutch(counts, said):
    assert counts_sentence(counts, "Emmen", "gemeente") == said


def test_peers_are_named_by_their_level():
    counts = Counter(favourable=2, unfavourable=2, top=1, bottom=2, ranked=4)
    assert "van de provincies" in counts_sentence(counts, "Drenthe", "provincie")
    assert "De provincie Utrecht staat" in counts_sentence(counts, "Utrecht", "provincie")
    assert "Het COROP-gebied Veluwe staat" in counts_sentence(counts, "Veluwe", "corop")


def test_nederland_has_no_place_to_tell():
    assert "staat" not in counts_sentence(Counter(favourable=2, unfavourable=2), "Nederland", "land")


def test_an_indicator_under_two_themes_counts_once(make_facts):
    facts = [make_facts("a"), make_facts("a"), make_facts("b", position="top", rank=1, ranked=9, ranked_year=2022)]
    assert counts_of(facts) == Counter(favourable=2, top=1, ranked=1)


def test_what_is_not_judged_counts_as_such_whatever_its_trend_and_place(make_facts):
    price = unjudged("prijs")
    place = {"rank": 1, "ranked": 9, "ranked_year": 2022}
    rising = make_facts(price, trend="unjudged", direction="falling", **place)
    short = make_facts(unjudged("kort"), trend="undetermined", direction=None, slope=None)
    count = make_facts(unjudged("huizen", aggregation={"method": "sum"}), trend="undetermined", direction=None)
    assert counts_of([rising, short, count]) == Counter(unjudged=2)
