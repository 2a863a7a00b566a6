"""A block of runs at once, compiled: the arithmetic of emitted code on vector registers."""

from __future__ import annotations

import operator
from typing import Any

import numba
from llvmlite import ir
from numba import types
from numba.core.datamodel import models
from numba.core.imputils import lower_builtin
from numba.core.typing.templates import AbstractTemplate, infer_global, signature
from numba.extending import intrinsic, register_model

from sdlib.engine.lanes.random_numbers import random_unit  # noqa: F401

LANES = 8
# Python calls the kept function alone: wrappers of the others would only take time to compile.
njit = numba.njit(nogil=True, error_model="numpy", no_cpython_wrapper=True, no_cfunc_wrapper=True)
njit_kept = numba.njit(nogil=True, error_model="numpy", cache=True, no_cfunc_wrapper=True)

_NAN = float("nan")
_I32 = ir.IntType(32)
_I64 = ir.IntType(64)
_VECTOR = ir.VectorType(ir.DoubleType(), LANES)
_BITS = ir.VectorType(_I64, LANES)
_TRUTH = ir.VectorType(ir.IntType(1), LANES)


class Block(types.Type):
    """The type of one value for each run of a block."""

    def __init__(self) -> None:
        super().__init__(name=f"Block{LANES}")


class Truths(types.Type):
    """The type of one truth value for each run of a block."""

    def __init__(self) -> None:
        super().__init__(name=f"Truths{LANES}")


_block = Block()
_truths = Truths()


@register_model(Block)
class _BlockModel(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, _VECTOR)


@register_model(Truths)
class _TruthsModel(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, _TRUTH)


def _constant(value: float) -> ir.Constant:
    return ir.Constant(_VECTOR, [value] * LANES)


def _whole(value: int) -> ir.Constant:
    return ir.Constant(_BITS, [value] * LANES)


def _spread(builder: Any, value: Any, vector: Any) -> Any:
    """Return a vector with the same value in every lane."""
    nothing = ir.Constant(vector, ir.Undefined)
    first = builder.insert_element(nothing, value, ir.Constant(_I32, 0))
    everywhere = ir.Constant(ir.VectorType(_I32, LANES), [0] * LANES)
    return builder.shuffle_vector(first, nothing, everywhere)


def _as_block(builder: Any, kind: Any, value: Any) -> Any:
    return value if isinstance(kind, Block) else _spread(builder, value, _VECTOR)


def _as_truths(builder: Any, kind: Any, value: Any) -> Any:
    if isinstance(kind, Truths):
        return value
    return _spread(builder, builder.trunc(value, ir.IntType(1)), _TRUTH)


def _pointer(context: Any, builder: Any, kind: Any, buffer: Any, place: Any) -> Any:
    array = context.make_array(kind)(context, builder, buffer)
    first = builder.mul(place, ir.Constant(_I64, LANES))
    return builder.bitcast(builder.gep(array.data, [first]), _VECTOR.as_pointer())


@intrinsic
def load(_context: Any, buffer: Any, place: Any) -> Any:
    """Return the values at a place."""

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return builder.load(_pointer(context, builder, sig.args[0], *args), align=8)

    return _block(buffer, types.int64), generate


@intrinsic
def store(_context: Any, buffer: Any, place: Any, value: Any) -> Any:
    """Put values at a place."""

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        whole = _as_block(builder, sig.args[2], args[2])
        pointer = _pointer(context, builder, sig.args[0], args[0], args[1])
        builder.store(whole, pointer, align=8)
        return context.get_dummy_value()

    return types.void(buffer, types.int64, value), generate


def _mixed(args: Any) -> bool:
    """Tell whether operands are blocks and floats, at least one of them a block."""
    return any(isinstance(a, Block) for a in args) and all(
        isinstance(a, Block | types.Float) for a in args
    )


_PAIRS = ((Block, Block), (Block, types.Float), (types.Float, Block))


def _define_arithmetic(function: Any, instruction: str) -> None:
    @infer_global(function)
    class _Template(AbstractTemplate):
        def generic(self, args: Any, _keywords: Any) -> Any:
            return signature(_block, *args) if len(args) == 2 and _mixed(args) else None

    def generate(_context: Any, builder: Any, sig: Any, args: Any) -> Any:
        a, b = (_as_block(builder, k, v) for k, v in zip(sig.args, args, strict=True))
        return getattr(builder, instruction)(a, b)

    for pair in _PAIRS:
        lower_builtin(function, *pair)(generate)


def _define_comparison(function: Any, sign: str) -> None:
    @infer_global(function)
    class _Template(AbstractTemplate):
        def generic(self, args: Any, _keywords: Any) -> Any:
            return signature(_truths, *args) if len(args) == 2 and _mixed(args) else None

    def generate(_context: Any, builder: Any, sig: Any, args: Any) -> Any:
        a, b = (_as_block(builder, k, v) for k, v in zip(sig.args, args, strict=True))
        # Nothing (NaN) differs from everything, itself included, and compares to nothing.
        compare = builder.fcmp_unordered if sign == "!=" else builder.fcmp_ordered
        return compare(sign, a, b)

    for pair in _PAIRS:
        lower_builtin(function, *pair)(generate)


for _function, _instruction in (
    (operator.add, "fadd"),
    (operator.sub, "fsub"),
    (operator.mul, "fmul"),
    (operator.truediv, "fdiv"),
):
    _define_arithmetic(_function, _instruction)

for _function, _sign in (
    (operator.lt, "<"),
    (operator.le, "<="),
    (operator.gt, ">"),
    (operator.ge, ">="),
    (operator.eq, "=="),
    (operator.ne, "!="),
):
    _define_comparison(_function, _sign)


@infer_global(operator.neg)
class _NegativeTemplate(AbstractTemplate):
    def generic(self, args: Any, _keywords: Any) -> Any:
        return signature(_block, *args) if isinstance(args[0], Block) else None


@lower_builtin(operator.neg, Block)
def _negative(_context: Any, builder: Any, _sig: Any, args: Any) -> Any:
    return builder.fsub(_constant(-0.0), args[0])


@intrinsic
def select(_context: Any, condition: Any, yes: Any, no: Any) -> Any:
    """Return for each run one of two values, both computed."""
    scalar = not isinstance(condition, Truths) and not _mixed((yes, no))

    def generate(_context: Any, builder: Any, sig: Any, args: Any) -> Any:
        if scalar:
            return builder.select(*args)
        a = _as_block(builder, sig.args[1], args[1])
        b = _as_block(builder, sig.args[2], args[2])
        return builder.select(args[0], a, b)

    return (types.float64 if scalar else _block)(condition, yes, no), generate


@intrinsic
def decided(_context: Any, holds: Any, fails: Any, yes: Any, no: Any) -> Any:
    """Return for each run one of two values; nothing where a condition neither holds nor fails."""
    single = not isinstance(holds, Truths) and not isinstance(fails, Truths)
    scalar = single and not _mixed((yes, no))

    def generate(_context: Any, builder: Any, sig: Any, args: Any) -> Any:
        on, off, one, other = args
        nothing = ir.Constant(ir.DoubleType(), _NAN)
        if not scalar:
            nothing = _constant(_NAN)
            one = _as_block(builder, sig.args[2], one)
            other = _as_block(builder, sig.args[3], other)
        return builder.select(on, one, builder.select(off, other, nothing))

    return (types.float64 if scalar else _block)(holds, fails, yes, no), generate


def _define_logic(instruction: str) -> Any:
    @intrinsic
    def apply(_context: Any, a: Any, b: Any) -> Any:
        scalar = not isinstance(a, Truths) and not isinstance(b, Truths)

        def generate(_context: Any, builder: Any, sig: Any, args: Any) -> Any:
            if scalar:
                return getattr(builder, instruction)(*args)
            x, y = (_as_truths(builder, k, v) for k, v in zip(sig.args, args, strict=True))
            return getattr(builder, instruction)(x, y)

        return (types.boolean if scalar else _truths)(a, b), generate

    return apply


both = _define_logic("and_")
either = _define_logic("or_")


@intrinsic
def negated(_context: Any, a: Any) -> Any:
    """Return for each run whether it does not hold."""

    def generate(_context: Any, builder: Any, _sig: Any, args: Any) -> Any:
        return builder.not_(args[0])

    return (_truths if isinstance(a, Truths) else types.boolean)(a), generate


@intrinsic
def divide(_context: Any, a: Any, b: Any) -> Any:
    """Return quotients, nothing (NaN) by zero; see `plain.divide`."""
    scalar = not _mixed((a, b))

    def generate(_context: Any, builder: Any, sig: Any, args: Any) -> Any:
        if scalar:
            x, y = args
            zero, nothing = ir.Constant(ir.DoubleType(), 0.0), ir.Constant(ir.DoubleType(), _NAN)
        else:
            x, y = (_as_block(builder, k, v) for k, v in zip(sig.args, args, strict=True))
            zero, nothing = _constant(0.0), _constant(_NAN)
        return builder.select(builder.fcmp_ordered("==", y, zero), nothing, builder.fdiv(x, y))

    return (types.float64 if scalar else _block)(a, b), generate


def _unary(name: str) -> Any:
    @intrinsic
    def apply(_context: Any, x: Any) -> Any:
        block = isinstance(x, Block)
        kind = _VECTOR if block else ir.DoubleType()
        full = f"llvm.{name}." + (f"v{LANES}f64" if block else "f64")

        def generate(_context: Any, builder: Any, _sig: Any, args: Any) -> Any:
            found = builder.module.globals.get(full)
            function = found or ir.Function(builder.module, ir.FunctionType(kind, [kind]), full)
            return builder.call(function, args)

        return (_block if block else types.float64)(x), generate

    return apply


rint = _unary("rint")
floor = _unary("floor")
root = _unary("sqrt")
absolute = _unary("fabs")


def _on_bits(compute: Any) -> Any:
    """Return an intrinsic that computes on vectors, of a single number too."""

    @intrinsic
    def apply(_context: Any, x: Any) -> Any:
        block = isinstance(x, Block)

        def generate(_context: Any, builder: Any, sig: Any, args: Any) -> Any:
            result = compute(builder, _as_block(builder, sig.args[0], args[0]))
            return result if block else builder.extract_element(result, ir.Constant(_I32, 0))

        return (_block if block else types.float64)(x), generate

    return apply


def _power_of_two(builder: Any, k: Any) -> Any:
    shifted = builder.bitcast(builder.fadd(k, _constant(6755399441055744.0)), _BITS)
    bits = builder.shl(builder.add(shifted, _whole(1023)), _whole(52))
    return builder.bitcast(bits, _VECTOR)


def _exponent(builder: Any, x: Any) -> Any:
    bits = builder.lshr(builder.bitcast(x, _BITS), _whole(52))
    biased = builder.bitcast(builder.or_(bits, _whole(0x4330000000000000)), _VECTOR)
    return builder.fsub(biased, _constant(4503599627370496.0 + 1023.0))


def _mantissa(builder: Any, x: Any) -> Any:
    bits = builder.and_(builder.bitcast(x, _BITS), _whole(0x000FFFFFFFFFFFFF))
    return builder.bitcast(builder.or_(bits, _whole(0x3FF0000000000000)), _VECTOR)


power_of_two = _on_bits(_power_of_two)
exponent = _on_bits(_exponent)
mantissa = _on_bits(_mantissa)


@intrinsic
def spread(_context: Any, x: Any) -> Any:
    """Return a value for every lane."""

    def generate(_context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return _as_block(builder, sig.args[0], args[0])

    return _block(x), generate


@intrinsic
def lane_of(_context: Any, x: Any, lane: Any) -> Any:
    """Return one lane of a value."""
    block = isinstance(x, Block)

    def generate(_context: Any, builder: Any, _sig: Any, args: Any) -> Any:
        if not block:
            return args[0]
        return builder.extract_element(args[0], builder.trunc(args[1], _I32))

    return types.float64(x, types.int64), generate


@intrinsic
def with_lane(_context: Any, x: Any, lane: Any, value: Any) -> Any:
    """Return a value with one lane replaced."""

    def generate(_context: Any, builder: Any, sig: Any, args: Any) -> Any:
        whole = _as_block(builder, sig.args[0], args[0])
        return builder.insert_element(whole, args[2], builder.trunc(args[1], _I32))

    return _block(x, types.int64, types.float64), generate
