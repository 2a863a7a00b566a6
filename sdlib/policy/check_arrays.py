"""What a package says of arrays: dimensions, names of elements, and places on a map."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sdlib.errors import SdError
from sdlib.model.structure import Model
from sdlib.policy.check_settings import unknown_name
from sdlib.policy.package import Package
from sdlib.policy.schema import Map, ModelFile, Output
from sdlib.policy.yaml_file import place_of


def array_faults(
    package: Package, model: Model, declared: ModelFile, tree: Any
) -> Iterator[SdError]:
    """Iterate over faults in what a package says of arrays.

    Args:
        package: The package, with a folder.
        model: Its model.
        declared: What ``model.yaml`` says.
        tree: Tree of ``model.yaml``, which knows the lines.
    """
    assert package.folder is not None
    path = package.folder / "model.yaml"
    for name, elements in declared.elements.items():
        place = place_of(path, tree, ("elements", name))
        if name not in model.dimensions:
            yield unknown_name("dimension", name, model.dimensions, place)
            continue
        known = model.dimensions[name].subscripts
        for element in elements:
            if element not in known:
                at = place_of(path, tree, ("elements", name, element))
                yield unknown_name(f"element of {name}", element, known, at)
    shown: dict[str, str] = {}
    for number, output in enumerate(declared.outputs):
        place = place_of(path, tree, ("outputs", number))
        yield from _output_faults(output, model, place)
        shown |= {name: place for name in output.over if name not in shown}
    for number, each in enumerate(package.maps):
        place = place_of(path, tree, ("maps", number))
        yield from _map_faults(package, model, each, place)
        shown.setdefault(each.over, place)
    for lever in package.levers.values():
        for key, choice in lever.choices.items():
            shown.setdefault(choice.over, place_of(path, tree, ("settings", key)))
    yield from _unnamed(package, model, shown)


def _output_faults(output: Output, model: Model, place: str) -> Iterator[SdError]:
    if output.variable not in model:
        return
    dimensions = model.variable(output.variable).dimensions
    if output.over and output.over != dimensions:
        yield SdError(
            found=f"'{output.variable}' is declared over {', '.join(output.over)}, and its "
            f"dimensions are {', '.join(dimensions) or 'none'}",
            place=place,
            allowed=f"over: [{', '.join(dimensions)}]" if dimensions else "no 'over'",
        )
    elif output.headline and dimensions:
        yield SdError(
            found=f"the headline '{output.variable}' is an array over {', '.join(dimensions)}",
            place=place,
            allowed="an output of one number",
            remedy="take out 'headline', or add a variable to the model that sums it",
        )


def _map_faults(package: Package, model: Model, each: Map, place: str) -> Iterator[SdError]:
    if each.variable not in model:
        yield unknown_name("variable", each.variable, model.variables, place)
        return
    dimensions = model.variable(each.variable).dimensions
    if dimensions != (each.over,):
        yield SdError(
            found=f"'{each.variable}' is mapped over {each.over}, and its dimensions are "
            f"{', '.join(dimensions) or 'none'}",
            place=place,
            allowed=f"an array over {each.over} alone",
        )
        return
    places = package.places.places if package.places else {}
    for element in model.dimensions[each.over].subscripts:
        if element not in places:
            yield SdError(
                found=f"there is no place for '{element}' of {each.over}",
                place=place,
                remedy="add it to the file that 'places' names",
            )
        elif places[element].tile is None:
            yield SdError(
                found=f"the place '{element}' has no tile, and '{each.key}' draws it",
                place=place,
                remedy="add its tile, [column, row], to the file that 'places' names",
            )


def _unnamed(package: Package, model: Model, shown: dict[str, str]) -> Iterator[SdError]:
    """Elements that readers would see by their names in the model alone, in one language."""
    for name, place in shown.items():
        named = package.elements.get(name, {})
        elements = model.dimensions[name].subscripts if name in model.dimensions else ()
        absent = [element for element in elements if element not in named]
        if absent:
            yield SdError(
                found=f"no label for {', '.join(absent)} of {name}, which readers see",
                place=place,
                remedy="add it at 'elements', or in the file that 'places' names",
            )
