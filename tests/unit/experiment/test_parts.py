"""Parts of a collection that several runs do side by side."""

import pytest

from bioripple.experiment.config_files import ConfigError
from bioripple.experiment.parts import VARIABLE, Part, part_of, read_part

IDS = tuple("abcdefgh")


@pytest.mark.parametrize("of", [1, 3, 8, 20])
def test_every_model_is_in_exactly_one_part(of: int) -> None:
    each = [Part(number, of).models(IDS) for number in range(1, of + 1)]
    assert sorted(model for part in each for model in part) == list(IDS)
    sizes = {len(part) for part in each}
    assert max(sizes) - min(sizes) <= 1


def test_without_a_word_it_is_all_of_them() -> None:
    whole = read_part({})
    assert whole.is_whole
    assert whole.models(IDS) == IDS
    assert read_part({VARIABLE: "3/8"}) == Part(3, 8) == part_of("3/8")


@pytest.mark.parametrize("given", ["0/3", "4/3", "1", "1/0", "1/3/5", "a/3", " 1/3"])
def test_what_names_no_part_is_refused(given: str) -> None:
    with pytest.raises(ConfigError, match=r"part .* such as '3/100'"):
        read_part({VARIABLE: given})
