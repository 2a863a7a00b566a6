"""What is said of equations that the engine does not take."""

from __future__ import annotations

from sdlib.errors import ModelSyntaxError
from sdlib.model.expressions import Call
from sdlib.model.language import VENSIM, XMILE, refusal
from sdlib.model.structure import Lookup, Model, Variable
from sdlib.names import name_key, nearest

_LONGEST_SHOWN = 80
"""Characters of a name that a message shows."""


class Refusals:
    """The errors of one model's equations.

    Args:
        model: The model.
    """

    def __init__(self, model: Model) -> None:
        self.model = model

    @property
    def xmile(self) -> bool:
        """Whether the model file is written in XMILE."""
        return self.model.path.suffix.lower() != ".mdl"

    def place_of(self, variable: Variable) -> str:
        """Return file, line and name of a variable, for messages."""
        line = f", line {variable.line}" if variable.line else ""
        return f"{self.model.path}{line} ('{variable.name}')"

    def wrong_count(self, call: Call, count: int, variable: Variable) -> ModelSyntaxError:
        """Return the error of a function with a wrong number of arguments."""
        return ModelSyntaxError(
            found=f"{call.function.upper()} has {len(call.arguments)} arguments",
            place=self.place_of(variable),
            variable=variable.name,
            allowed=f"{count}",
        )

    def no_dimension(self, subscript: str, variable: Variable) -> ModelSyntaxError:
        """Return the error of a mark behind something that is no dimension."""
        close = nearest(subscript.removesuffix("!"), self.model.dimensions)
        return ModelSyntaxError(
            found=f"'{subscript}' goes over something that is no dimension",
            place=self.place_of(variable),
            variable=variable.name,
            allowed=f"the nearest dimensions are {', '.join(close)}" if close else "a dimension",
            remedy="define the dimension, or correct its name",
        )

    def unknown_function(self, call: Call, variable: Variable) -> ModelSyntaxError:
        """Return the error of a call that nothing here answers."""
        refused = refusal(call.function, xmile=self.xmile)
        if refused is not None:
            return ModelSyntaxError(
                found=f"the function {refused.name} is not run here: {refused.note}",
                place=self.place_of(variable),
                variable=variable.name,
                remedy=refused.instead,
            )
        if not self.xmile and name_key(call.function) in XMILE:
            return ModelSyntaxError(
                found=f"the function {XMILE[name_key(call.function)].name} is one of XMILE and "
                "Stella, and this is a model of Vensim",
                place=self.place_of(variable),
                variable=variable.name,
                remedy="use the function of Vensim",
            )
        curves = [v.name for v in self.model.variables.values() if isinstance(v, Lookup)]
        name = call.function[:_LONGEST_SHOWN].upper()
        known = (row.name for row in (*VENSIM.values(), *XMILE.values()))
        close = nearest(call.function[:_LONGEST_SHOWN], [*curves, *known])
        return ModelSyntaxError(
            found=f"the function {name} is not known to the compiled engine, and the model has no "
            "curve of that name",
            place=self.place_of(variable),
            variable=variable.name,
            allowed=f"the nearest names are {', '.join(close)}" if close else "",
            remedy="define the curve, correct the name, or run the model with --engine pysd",
        )

    def unknown(self, *, what: str, variable: Variable) -> ModelSyntaxError:
        """Return the error of a construct that is not known."""
        return ModelSyntaxError(
            found=f"{what} is not known to the compiled engine",
            place=self.place_of(variable),
            variable=variable.name,
            remedy="run the model with --engine pysd",
        )
