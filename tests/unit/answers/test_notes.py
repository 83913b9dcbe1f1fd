"""What stands under predictions."""

import json
from pathlib import Path

from bioripple.answers.notes import accuracy_note

CARD = {
    "accuracy": {
        "wiring": {
            "lasting": {
                "n_models": 123,
                "n_families": 45,
                "order": {"learned": 0.712, "distance": 0.5, "propagation": 0.61},
                "sign": {"learned": 0.834, "propagation": 0.7, "commoner": 0.6},
            }
        }
    }
}


def test_the_card_says_how_each_does(tmp_path: Path) -> None:
    card = tmp_path / "card.json"
    card.write_text(json.dumps(CARD))
    said = accuracy_note("learned_wiring", card=card)
    for part in ("123 kinetic models", "by 0.71", "model: 0.50", "83% of", "one: 60%"):
        assert part in said
    said = accuracy_note("propagation_signed_directed", card=card)
    assert "by 0.61" in said
    assert "70% of the directions" in said
    said = accuracy_note("distance_directed", card=card)
    assert "by 0.50" in said
    assert "directions" not in said


def test_without_a_card_what_was_published_is_said(tmp_path: Path) -> None:
    none = tmp_path / "none.json"
    assert "0.66 was published" in accuracy_note(
        "propagation_signed_directed", card=none
    )
    assert "no accuracy was published" in accuracy_note("propagation_0.5", card=none)
