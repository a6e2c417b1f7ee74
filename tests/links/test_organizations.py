"""One name for each organisation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.links.organizations import (
    from_affiliation,
    is_known,
    normalize_organization,
    normalize_organizations,
)


@pytest.mark.parametrize(
    ("name", "normal"),
    [
        ("meta", "Meta"),
        ("Meta AI", "Meta"),
        ("AI at Meta", "Meta"),
        ("Meta Platforms, Inc.", "Meta"),
        ("facebookresearch", "Meta"),
        ("DeepMind", "Google DeepMind"),
        ("google deepmind", "Google DeepMind"),
        ("Google Deepmind", "Google DeepMind"),
        ("GOOGLE RESEARCH", "Google"),
        ("Google LLC", "Google"),
        ("openai", "OpenAI"),
        ("Open AI", "OpenAI"),
        ("@OpenAI", "OpenAI"),
        ("mistralai", "Mistral AI"),
        ("NVIDIA Corporation", "NVIDIA"),
        ("Nvidia", "NVIDIA"),
        ("AI2", "Allen Institute for AI"),
        ("National Uni of Singapore", "National University of Singapore"),
        ("University of California, Berkeley", "UC Berkeley"),
        ("ETH Zürich", "ETH Zurich"),
        ("Futurism Media, LLC", "Futurism Media"),
        ("Chatdoc.com", "Chatdoc.com"),
        ("  Some   Lab  ", "Some Lab"),
        ("Coda", "Coda"),
        ("", ""),
    ],
)
def test_names(name: str, normal: str) -> None:
    assert normalize_organization(name) == normal


@pytest.mark.parametrize(
    ("affiliation", "name"),
    [
        ("Department of Computer Science, Stanford University, Stanford, CA, USA", "Stanford University"),
        ("Google Deepmind, Mountain View, USA", "Google DeepMind"),
        ("Computer Science Department, New York University, New York, USA", "New York University"),
        ("School of Informatics, University of Edinburgh; UK", "University of Edinburgh"),
        ("Faculty of Mathematics, University of Warsaw, Poland", "University of Warsaw"),
        ("Small Company, Paris", "Small Company"),
        ("", ""),
    ],
)
def test_affiliations(affiliation: str, name: str) -> None:
    assert from_affiliation(affiliation) == name


def test_what_curators_corrected_beats_the_list() -> None:
    learned = {"meta ai": "Meta AI", "Smallco": "Small Company"}
    assert normalize_organization("Meta AI", learned) == "Meta AI"
    assert normalize_organization("smallco.", learned) == "Small Company"
    assert normalize_organization("Meta", learned) == "Meta"


def test_several_names_come_once_and_in_order() -> None:
    assert normalize_organizations(["Meta AI", "NYU", "facebook", "", "nyu"]) == (
        "Meta",
        "New York University",
    )
    assert len(normalize_organizations(str(number) for number in range(100))) == 6


def test_known_names() -> None:
    assert is_known("OpenAI")
    assert not is_known("owencm")


@given(st.text(max_size=200))
def test_any_name_is_stable(name: str) -> None:
    normal = normalize_organization(name)
    assert len(normal) <= 80
    assert isinstance(from_affiliation(name), str)
