"""People find what they half remember, on both databases alike."""

from datetime import date

import pytest
from sqlalchemy import text

from bot.models.search import MATCH_END, MATCH_START
from bot.models.values import Publication
from bot.store import TeamStore
from tests.store.search_support import add, ask, titles

LIBRARY = [
    ("Matryoshka Representation Learning", "Embeddings that nest.", ("OpenAI",)),
    ("PhotoScout: Synthesis-Powered Image Search", "Users describe pictures.", ("Microsoft",)),
    ("Mixtral of Experts", "A sparse mixture of experts language model.", ("Mistral",)),
    ("Retrieval at Scale", "Retrieval-Augmented Generation (RAG) over PDFs.", ("Nvidia",)),
    ("Sleeper Agents", "Deceptive large language models persist.", ("Anthropic",)),
    ("Parameter-Efficient Finetuning", "LoRA modules are merged.", ("Princeton University",)),
    ("Personalized Prompting", "Modeling histories of users.", ("Google",)),
    ("Robotic Agents in the Wild", "A fleet of robots collects data.", ("Google DeepMind",)),
    ("Null-Shot Learners", "Hallucination is exploited on purpose.", ("Ritsumeikan University",)),
    ("Llama 2 for Code", "An open model.", ("Meta",)),
]  # fmt: skip


@pytest.fixture
def library(team: TeamStore, publication: Publication) -> TeamStore:
    """An archive of ten items."""
    for title, summary, organizations in LIBRARY:
        add(team, publication, title, summary, organizations=organizations)
    return team


FIRST = {
    "matroyshka": "Matryoshka Representation Learning",
    "matryohska embedings": "Matryoshka Representation Learning",
    "photo scout": "PhotoScout: Synthesis-Powered Image Search",
    "photoscout": "PhotoScout: Synthesis-Powered Image Search",
    "searching images": "PhotoScout: Synthesis-Powered Image Search",
    "MoE": "Mixtral of Experts",
    "MoEs": "Mixtral of Experts",
    "rag": "Retrieval at Scale",
    "retrieval augmented generation": "Retrieval at Scale",
    "deceptive LLM": "Sleeper Agents",
    "fine-tuning": "Parameter-Efficient Finetuning",
    "fine tuning": "Parameter-Efficient Finetuning",
    "finetunning lora": "Parameter-Efficient Finetuning",
    "personalised modelling": "Personalized Prompting",
    "what is the paper about robot fleets?": "Robotic Agents in the Wild",
    "deepmind robots": "Robotic Agents in the Wild",
    "hallucinating": "Null-Shot Learners",
    "halluc": "Null-Shot Learners",
    "who says that it makes things up": "Null-Shot Learners",
    "fotoscout": "PhotoScout: Synthesis-Powered Image Search",
    "llama2": "Llama 2 for Code",
    "facebook": "Llama 2 for Code",
    "open models that meta made for coding": "Llama 2 for Code",
}


def test_the_right_item_comes_first(library: TeamStore) -> None:
    assert {query: next(iter(titles(library, query)), None) for query in FIRST} == FIRST


def test_a_compound_is_found_parted_and_joined(team: TeamStore, publication: Publication) -> None:
    add(team, publication, "Depth Up-Scaling", "Layers are copied.", published_on=date(2023, 1, 1))
    add(team, publication, "Upscaling of Pictures", "With less noise.")
    add(team, publication, "Scaling Laws", "Scaling helps up to a point.")
    add(team, publication, "Pretraining", "It scales up.")
    add(team, publication, "Pre-Training", "A survey.")

    assert titles(team, "upscaling")[:2] == ["Upscaling of Pictures", "Depth Up-Scaling"]
    assert titles(team, "upscaling layers")[0] == "Depth Up-Scaling"
    assert (
        set(titles(team, "pretraining"))
        == set(titles(team, "pre-training"))
        == {"Pretraining", "Pre-Training"}
    )


@pytest.mark.parametrize(
    ("heard", "written"),
    [
        ("fotonics", "Photonics"),
        ("kwantization", "Quantization"),
        ("nowledge", "Knowledge"),
        ("cernel", "Kernel"),
    ],
)
def test_a_word_is_found_that_was_only_heard(
    team: TeamStore, publication: Publication, heard: str, written: str
) -> None:
    add(team, publication, written)
    add(team, publication, "Nothing of the kind")

    answer = ask(team, heard)

    assert [hit.item.title for hit in answer.hits] == [written]
    assert answer.did_you_mean == written.casefold()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("robotfleet", "robot fleet"),
        ("pdfretrieval", "pdf retrieval"),
        ("robotfleet google", "robot fleet google"),
    ],
)
def test_a_missing_space_is_put_in(library: TeamStore, typed: str, meant: str) -> None:
    answer = ask(library, typed)

    assert answer.hits[0].item.title == titles(library, meant)[0]
    assert answer.did_you_mean == meant


def test_a_slip_may_stand_in_a_name(team: TeamStore, publication: Publication) -> None:
    add(team, publication, "RAG for Lawyers", published_on=date(2023, 1, 1))
    add(team, publication, "Retrieval of Old Things", "Augmented reality.")

    assert titles(team, "retreival augmented generation")[0] == "RAG for Lawyers"


@pytest.mark.parametrize("typed", ["gpt4o", "gpt-4o", "gpt 4o"])
def test_a_version_is_found_however_it_is_parted(
    team: TeamStore, publication: Publication, typed: str
) -> None:
    add(team, publication, "GPT-4o Is Out", published_on=date(2023, 1, 1))
    add(team, publication, "Llama Is Out")

    assert titles(team, typed)[0] == "GPT-4o Is Out"


@pytest.mark.parametrize("asked", ["find me the article on {}", "please look for papers about {}", "{}"])
def test_how_somebody_asks_does_not_count(team: TeamStore, publication: Publication, asked: str) -> None:
    add(team, publication, "ICLR in Vienna", published_on=date(2023, 1, 1))
    add(
        team, publication, "An article in which papers look and find", "Find me the article. Look for papers."
    )

    assert titles(team, asked.format("vienna")) == ["ICLR in Vienna"]
    assert titles(team, "find papers")[0] == "An article in which papers look and find"


def test_a_correction_is_offered_and_can_be_refused(library: TeamStore) -> None:
    answer = ask(library, "matroyshka org:openai")

    assert answer.did_you_mean == "matryoshka org:openai"
    assert answer.understood == "matroyshka, by openai"
    assert [hit.item.title for hit in answer.hits] == ["Matryoshka Representation Learning"]
    assert ask(library, "matroyshka", exactly=True).hits == ()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("rewardng", "rewarding"),
        ("self-rewardng", "self-rewarding"),
        ("Self-Rewardng models", "Self-rewarding models"),
        ("langauge-modles", "language-models"),
        ("deceptve/persistt", "deceptive/persist"),
        ("@persistt", "@persist"),
        ("nätve", "native"),
        ("na\u0308tve", "native"),
        ("cloud-nätve", "cloud-native"),
        ("sleeeper's", "sleeper's"),
        ("sleeeper or rewardng", None),
    ],
)
def test_what_is_offered_differs_from_what_was_typed(
    library: TeamStore, publication: Publication, typed: str, meant: str | None
) -> None:
    add(library, publication, "Rewarding Oneself", "Self-rewarding models in cloud-native form.")

    answer = ask(library, typed)

    assert answer.did_you_mean == meant
    assert answer.as_json()["did_you_mean"] == meant
    if meant is not None:
        assert answer.hits[0].item == ask(library, meant).hits[0].item


def test_another_real_word_is_no_slip_where_nothing_of_the_query_stands_beside_it(
    team: TeamStore, publication: Publication
) -> None:
    for number in range(3):
        add(team, publication, f"Plan {number}", "We present a novel method.")

    assert (titles(team, "who won the nobel prize"), ask(team, "nobel prize").did_you_mean) == ([], None)
    assert ask(team, "nobel method").did_you_mean == "novel method"
    assert ask(team, "nobel").did_you_mean == "novel"
    assert ask(team, "noveel prize").did_you_mean == "novel prize"
    assert len(titles(team, "nvoel prize")) == 3


def test_a_doubled_letter_is_likelier_than_another_one(team: TeamStore, publication: Publication) -> None:
    for number in range(3):
        add(team, publication, f"Plan {number}", "In short.")
    add(team, publication, "Zero-Shot Plans")

    assert ask(team, "zero-shoot").did_you_mean == "zero-shot"
    assert titles(team, "zero-shoot")[0] == "Zero-Shot Plans"


def test_the_archive_tells_what_a_short_form_means(library: TeamStore, publication: Publication) -> None:
    add(library, publication, "Zero", "We present Quick Orthogonal Xenon Tuning (QOXT), a method.")
    add(library, publication, "Later", "Quick orthogonal xenon tuning, improved.")
    add(library, publication, "Doctors", "BLIMP (Better Language in Medical Practice) is a system.")
    add(library, publication, "Nurses", "On better language in medical practice.")

    assert set(titles(library, "QOXT")) == {"Later", "Zero"}
    assert set(titles(library, "blimp")) == {"Doctors", "Nurses"}


def test_words_that_are_right_are_left_alone(library: TeamStore) -> None:
    for query in ("matryoshka", "MoE", "robots", "zzzz", "tips", "hallucinating"):
        assert ask(library, query).did_you_mean is None, query


def test_a_title_counts_more_than_a_mention(team: TeamStore, publication: Publication) -> None:
    add(team, publication, "Something else", "Mentions mamba once.", published_on=date(2024, 2, 1))
    add(team, publication, "Mamba", "State spaces.", published_on=date(2023, 1, 1))

    assert titles(team, "mamba") == ["Mamba", "Something else"]


@pytest.mark.parametrize("query", ["meta", "paper by meta", "facebook"])
def test_items_by_an_organisation_come_before_words_like_its_name(
    team: TeamStore, publication: Publication, query: str
) -> None:
    add(
        team,
        publication,
        "Meta-Prompting",
        "Meta-prompting takes a meta model and a meta prompt. " * 4 + "Published as a paper.",
        organizations=("OpenAI",),
        published_on=date(2024, 2, 1),
    )
    add(team, publication, "Photoreal", "Published a paper.", organizations=("Meta",))

    assert titles(team, query) == ["Photoreal", "Meta-Prompting"]


def test_an_item_with_every_word_comes_before_one_with_some(
    team: TeamStore, publication: Publication
) -> None:
    add(team, publication, "Video Video Video", "Only that.", published_on=date(2024, 2, 1))
    add(team, publication, "A study", "Diffusion makes video.", published_on=date(2023, 1, 1))

    assert titles(team, "video diffusion") == ["A study", "Video Video Video"]


def test_an_old_item_with_the_two_rare_words_is_not_lost_behind_new_ones(
    team: TeamStore, publication: Publication
) -> None:
    add(team, publication, "Quiet zebras", "They hardly ever speak.", published_on=date(2023, 1, 1))
    for number in range(30):
        add(team, publication, f"Models and data {number}", "Models of data.", published_on=date(2024, 1, 2))

    assert titles(team, "models data quiet zebras", limit=1) == ["Quiet zebras"]


def test_equal_matches_come_newest_first_and_votes_lift(team: TeamStore, publication: Publication) -> None:
    for year in (2021, 2022, 2023):
        add(team, publication, f"Mamba {year}", published_on=date(year, 1, 1))

    assert titles(team, "mamba") == ["Mamba 2023", "Mamba 2022", "Mamba 2021"]


def test_an_older_item_with_the_telling_words_is_found_behind_many_with_similar_ones(
    team: TeamStore, publication: Publication
) -> None:
    add(team, publication, "Two in five", "AI and jobs.", published_on=date(2023, 1, 1))
    for number in range(40):
        add(team, publication, f"Notes {number}", "AI takes work.", published_on=date(2024, 1, 1))

    assert titles(team, "will ai take our jobs")[0] == "Two in five"


def test_a_month_prefers_its_items_without_hiding_others(team: TeamStore, publication: Publication) -> None:
    add(team, publication, "Mamba in July", published_on=date(2023, 7, 3))
    add(team, publication, "Mamba again", published_on=date(2024, 2, 1))

    assert titles(team, "mamba july")[0] == "Mamba in July"
    assert len(titles(team, "mamba july 2023")) == 2
    assert titles(team, "july 2023") == ["Mamba in July"]


@pytest.mark.parametrize("spoken", ["2 january", "jan 2nd", "2nd of january 2024"])
def test_a_day_prefers_its_items_then_those_of_its_month(
    team: TeamStore, publication: Publication, spoken: str
) -> None:
    add(team, publication, "Mamba since", published_on=date(2024, 2, 1))
    add(team, publication, "Mamba that month", published_on=date(2024, 1, 20))
    add(team, publication, "Mamba on the day", published_on=date(2024, 1, 2))

    assert titles(team, f"mamba {spoken}") == ["Mamba on the day", "Mamba that month", "Mamba since"]
    assert titles(team, f"mamba {spoken.replace('2', '3', 1)}")[0] == "Mamba that month"


def test_an_item_without_a_title_is_found_by_its_first_sentence(
    team: TeamStore, publication: Publication
) -> None:
    add(
        team,
        publication,
        "Other",
        "Was in Vienna and had papers of ICLR. More words.",
        published_on=date(2024, 2, 1),
    )
    item = add(
        team, publication, "To lose", "ICLR papers are out. Much more text.", published_on=date(2023, 1, 1)
    )
    with team.write() as tx:
        tx.session.execute(text("UPDATE item SET title = NULL WHERE id = :id"), {"id": item.id})

    assert ask(team, "iclr papers").hits[0].item.id == item.id


def test_pages_do_not_repeat_an_item(team: TeamStore, publication: Publication) -> None:
    for number in range(23):
        add(team, publication, f"Mamba number {number}", "State spaces.")
    seen = [
        hit.item.id for offset in range(0, 25, 5) for hit in ask(team, "mamba", limit=5, offset=offset).hits
    ]

    assert len(seen) == len(set(seen)) == ask(team, "mamba").total == 23


def test_a_snippet_marks_what_was_found(library: TeamStore) -> None:
    hit = ask(library, "fleet of robots").hits[0]

    assert hit.snippet == f"A {MATCH_START}fleet{MATCH_END} of {MATCH_START}robots{MATCH_END} collects data."
    snippet = ask(library, "fleet of robots").as_json()["results"][0]["snippet"]
    assert snippet == "A fleet of robots collects data."


def test_a_long_snippet_begins_near_the_match(team: TeamStore, publication: Publication) -> None:
    add(
        team,
        publication,
        "Long",
        "Nothing of interest here. " * 40 + "Then the needle appears. " + "And more. " * 40,
    )

    snippet = ask(team, "needle").hits[0].snippet

    assert f"{MATCH_START}needle{MATCH_END}" in snippet
    assert snippet.startswith("… ")
    assert snippet.endswith(" …")
    assert len(snippet) < 260
