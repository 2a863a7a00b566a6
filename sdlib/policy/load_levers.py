"""The levers of a package: ``model.yaml`` declares them, or completes a list of policies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from sdlib.errors import DataFileError, SdError, UnknownNameError
from sdlib.model.structure import Model
from sdlib.names import nearest
from sdlib.policy.choices import Choice
from sdlib.policy.evidence_schema import Evidence
from sdlib.policy.lever_inputs import choice_inputs, filled, lacking_dimension
from sdlib.policy.literature import PoliciesFile
from sdlib.policy.package import Lever, LeverInput
from sdlib.policy.schema import ModelFile
from sdlib.policy.schema_values import Label
from sdlib.policy.settings_schema import ChoiceEntry, LeverEntry, Slider
from sdlib.policy.yaml_file import place_of

_LISTED = ("label", "summary", "mechanism", "group", "policies")
"""What a list of policies says of a lever."""


@dataclass(frozen=True, kw_only=True, eq=False)
class LeverSources:
    """What levers are made from."""

    path: Path
    """The file ``model.yaml``."""
    tree: Any
    """Its tree, which knows the lines."""
    declared: ModelFile
    model: Model
    evidence: Mapping[str, Evidence]
    literature: PoliciesFile | None
    """The list of policies, None where the package has none."""
    listed_in: Path | None = None
    """The file of that list."""
    listed_tree: Any = None
    """Its tree."""
    faults: list[SdError] = field(default_factory=list)
    """What was found wrong on the way."""

    def place(self, *keys: Any) -> str:
        """Return the place of an entry of ``model.yaml``."""
        return place_of(self.path, self.tree, keys)

    def listed_place(self, *keys: Any) -> str:
        """Return the place of an entry of the list of policies."""
        assert self.listed_in is not None
        return place_of(self.listed_in, self.listed_tree, keys)


def levers_of(sources: LeverSources) -> dict[str, Lever]:
    """Return the levers in their order; faults are added to those of the sources."""
    declared, literature = sources.declared, sources.literature
    if literature is None:
        for key, entry in declared.levers.items():
            missing = [name for name in (*_LISTED[:4], "enters") if not getattr(entry, name)]
            sources.faults.extend(_missing(sources, key, missing))
        return {key: _lever(sources, key, e, e) for key, e in declared.levers.items()}
    sources.faults.extend(_list_faults(sources, literature))
    found = {}
    for key in literature.levers:
        own = declared.levers.get(key, LeverEntry())
        found[key] = _lever(sources, key, own, _completed(own, key, literature, sources.evidence))
    return found


def _missing(sources: LeverSources, key: str, names: Iterable[str]) -> Iterator[SdError]:
    for name in names:
        yield SdError(
            found=f"the key '{name}' is missing",
            place=sources.place("levers", key, name),
            remedy="add it",
        )


def _list_faults(sources: LeverSources, literature: PoliciesFile) -> Iterator[SdError]:
    """What ``model.yaml`` says of levers that the list does not know, or says already."""
    declared = sources.declared
    assert sources.listed_in is not None
    for key, entry in declared.levers.items():
        if key not in literature.levers:
            yield UnknownNameError(
                kind=f"lever in {sources.listed_in.name}",
                name=key,
                nearest=nearest(key, literature.levers),
                known=f"correct the key, or add the lever to {sources.listed_in.name}",
                place=sources.place("levers", key),
            )
            continue
        for name in _LISTED:
            if name in entry.model_fields_set:
                yield SdError(
                    found=f"'{name}' of the lever '{key}' stands in {sources.listed_in.name} too",
                    place=sources.place("levers", key, name),
                    remedy="remove it here",
                )
    for key in literature.levers:
        if not (key in declared.levers and declared.levers[key].enters):
            yield SdError(
                found=f"nothing says where the lever '{key}' enters the model",
                place=sources.place("levers", key),
                allowed="the name of a flow or parameter",
                remedy=f"add it: {key}: {{enters: ...}}",
            )
        if not literature.of_lever(key):
            yield SdError(
                found=f"no policy uses the lever '{key}'",
                place=sources.listed_place("levers", key),
                remedy="name it at 'lever' of a policy, or remove it",
            )
    for key in declared.groups:
        if key in literature.groups:
            yield SdError(
                found=f"the group '{key}' stands in {sources.listed_in.name} too",
                place=sources.place("groups", key),
                remedy="remove it here",
            )


def _completed(
    own: LeverEntry, key: str, literature: PoliciesFile, evidence: Mapping[str, Evidence]
) -> LeverEntry:
    """Return a lever's entry with what the list of policies says of it."""
    policies = literature.of_lever(key)
    listed = literature.levers[key]
    findings = own.evidence
    if "evidence" not in own.model_fields_set:
        findings = tuple(
            name for name, found in evidence.items() if set(found.policies) & set(policies)
        )
    return own.model_copy(
        update={
            "label": listed.label,
            "group": listed.group,
            "policies": policies,
            "summary": _together(literature.policies[name].says for name in policies),
            "mechanism": _together(literature.policies[name].mechanism for name in policies),
            "evidence": findings,
        }
    )


def _together(texts: Iterable[Label]) -> Label | None:
    """Return texts one after the other; None where there is none."""
    found = list(dict.fromkeys(texts))
    if not found:
        return None
    return Label(en=" ".join(text.en for text in found), zh="".join(text.zh for text in found))


def _lever(sources: LeverSources, key: str, own: LeverEntry, entry: LeverEntry) -> Lever:
    """Return a lever; what it lacks is empty, and a fault elsewhere."""
    settings, choices = _settings(sources, key, own)
    listed = sources.literature.levers.get(key) if sources.literature else None
    empty = Label(en=key, zh=key)
    return Lever(
        key=key,
        label=entry.label or empty,
        summary=entry.summary or empty,
        mechanism=entry.mechanism or empty,
        enters=entry.enters or "",
        group=entry.group or "",
        policies=entry.policies,
        bands=own.bands or sources.declared.bands,
        evidence=entry.evidence,
        settings=settings,
        choices=choices,
        sets=tuple(_inputs(sources, key, entry, choices)),
        bottlenecks=listed.bottlenecks if listed else (),
    )


def _settings(
    sources: LeverSources, key: str, own: LeverEntry
) -> tuple[dict[str, Slider], dict[str, Choice]]:
    """Return sliders and choices of a lever: the shared ones with its own changes."""
    entries: dict[str, Slider | ChoiceEntry] = dict(sources.declared.settings)
    for name, change in own.settings.items():
        base = entries[name].model_dump() if name in entries else {}
        values = {**base, **change.model_dump(exclude_none=True)}
        kind = ChoiceEntry if "over" in values else Slider
        try:
            entries[name] = kind.model_validate(values)
        except ValidationError as error:
            reason = "; ".join(str(each["msg"]) for each in error.errors())
            place = sources.place("levers", key, "settings", name)
            sources.faults.append(SdError(found=reason, place=place))
    choices = {}
    for name, entry in entries.items():
        if isinstance(entry, ChoiceEntry):
            at = ("levers", key, "settings") if name in own.settings else ("settings",)
            choices[name] = _choice(sources, entry, name, sources.place(*at, name))
    return {n: e for n, e in entries.items() if isinstance(e, Slider)}, choices


def _choice(sources: LeverSources, entry: ChoiceEntry, name: str, place: str) -> Choice:
    """Return a choice; where the model has no such dimension, with its default for elements."""
    dimension = sources.model.dimensions.get(entry.over)
    elements = dimension.subscripts if dimension else entry.default
    choice = Choice(
        label=entry.label, over=entry.over, elements=elements, default=elements,
        reference=entry.reference,
    )  # fmt: skip
    if dimension is None:
        close = nearest(entry.over, sources.model.dimensions)
        fault = UnknownNameError(kind="dimension", name=entry.over, nearest=close, place=place)
        _tell(sources, [fault])
        return choice
    try:
        default = choice.picked(entry.default, f"the default of '{name}'", place)
    except DataFileError as error:
        _tell(sources, error.faults)
    except SdError as error:
        _tell(sources, [error])
    else:
        return replace(choice, default=default)
    return choice


def _tell(sources: LeverSources, faults: Iterable[SdError]) -> None:
    """Add faults that are not yet told: what levers share is read again for each of them."""
    told = {fault.found for fault in sources.faults}
    sources.faults.extend(fault for fault in faults if fault.found not in told)


def _inputs(
    sources: LeverSources, key: str, entry: LeverEntry, choices: Mapping[str, Choice]
) -> Iterator[LeverInput]:
    """Iterate over what a lever sets: by the shared inputs, then by its own."""
    shared = sources.declared.lever_inputs
    if shared and not entry.policies:
        # In a list of policies that is a fault already.
        if sources.literature is None:
            sources.faults.extend(_missing(sources, key, ["policies"]))
        shared = ()
    policy = entry.policies[0] if entry.policies else ""
    for place, each in enumerate(shared):
        name = filled(each.input, policy)
        lacking = lacking_dimension(sources.model, each.input, policy)
        if lacking is not None:
            sources.faults.append(_unmatched(sources, lacking, key, policy))
            return
        where = sources.place("lever_inputs", place)
        yield from _spread(sources, name, each.from_, choices, where)
    for place, each in enumerate(entry.sets):
        where = sources.place("levers", key, "sets", place)
        yield from _spread(sources, each.input, each.from_, choices, where)


def _unmatched(sources: LeverSources, dimension: str, key: str, policy: str) -> SdError:
    known = sources.model.dimensions[dimension].subscripts
    listed = sources.listed_in is not None
    place = (
        sources.listed_place("policies", policy)
        if listed
        else sources.place("levers", key, "policies")
    )
    return UnknownNameError(
        kind=f"element of {dimension} in the model",
        name=policy,
        nearest=nearest(policy, known),
        known=f"add it to {dimension} in {sources.model.path.name}: it is the element of the lever "
        f"'{key}', which is called by its first policy",
        place=place,
    )


def _spread(
    sources: LeverSources, name: str, setting: str, choices: Mapping[str, Choice], place: str
) -> Iterator[LeverInput]:
    """Iterate over one input of a slider, or one for each element of a choice."""
    if setting not in choices:
        yield LeverInput(input=name, from_=setting)
        return
    if choices[setting].over not in sources.model.dimensions:
        # That is a fault of the setting already.
        return
    try:
        yield from choice_inputs(sources.model, name, setting, choices[setting], place)
    except SdError as error:
        _tell(sources, [error])
