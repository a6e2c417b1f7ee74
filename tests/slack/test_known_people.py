"""What Slack said of people holds for a minute."""

from bot.models.values import Person, Role
from bot.slack.known_people import KNOWN_SECONDS, KnownPeople


def test_a_person_is_known_for_a_minute_and_then_asked_about_again() -> None:
    seconds = [0.0]
    known = KnownPeople(timer=lambda: seconds[0])
    ada = Person("U0ADA0001", Role.CURATOR)
    assert known.find(ada.id) is None
    known.keep(ada)
    seconds[0] = KNOWN_SECONDS - 1
    assert known.find(ada.id) == ada
    seconds[0] = KNOWN_SECONDS
    assert known.find(ada.id) is None
