import sdlib.errors
from sdlib.errors import DataFileError, SdError, UnknownNameError


def test_a_message_has_place_finding_allowed_and_remedy() -> None:
    error = SdError(found="7 firms", place="a.yaml, line 3", allowed="0 to 5", remedy="set it")
    assert str(error) == "a.yaml, line 3: 7 firms\n  Allowed: 0 to 5\n  Try: set it"


def test_a_message_without_place_begins_with_the_finding() -> None:
    assert str(SdError(found="7 firms")) == "7 firms"


def test_faults_are_collected_and_counted() -> None:
    faults = [SdError(found="one"), SdError(found="two")]
    assert str(DataFileError(faults)) == "2 faults found:\none\ntwo"
    assert str(DataFileError(faults[:1])) == "one"


def test_an_unknown_name_carries_the_nearest() -> None:
    error = UnknownNameError(kind="scenario", name="basline", nearest=["baseline", "base"])
    assert error.nearest == ("baseline", "base")
    assert "no scenario named 'basline'" in str(error)
    assert "\n  did you mean 'baseline' or 'base'?" in str(error)
    assert "Allowed" not in str(error)


def test_every_error_stands_in_the_tree_at_the_top() -> None:
    errors = [
        name
        for name, value in vars(sdlib.errors).items()
        if isinstance(value, type) and issubclass(value, SdError)
    ]
    assert len(errors) > 5
    for name in errors:
        assert name in (sdlib.errors.__doc__ or ""), name
