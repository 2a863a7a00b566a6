"""One run, compiled: the arithmetic of emitted code on single numbers."""

from __future__ import annotations

from typing import Any

import numba
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from sdlib.engine.lanes.random_numbers import random_unit  # noqa: F401

LANES = 1
# Python calls the kept function alone: wrappers of the others would only take time to compile.
njit = numba.njit(nogil=True, error_model="numpy", no_cpython_wrapper=True, no_cfunc_wrapper=True)
njit_kept = numba.njit(nogil=True, error_model="numpy", cache=True, no_cfunc_wrapper=True)

_F64 = ir.DoubleType()
_I64 = ir.IntType(64)


def _pointer(context: Any, builder: Any, kind: Any, buffer: Any, place: Any) -> Any:
    array = context.make_array(kind)(context, builder, buffer)
    return builder.gep(array.data, [place])


@intrinsic
def load(_context: Any, buffer: Any, place: Any) -> Any:
    """Return the value at a place."""

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return builder.load(_pointer(context, builder, sig.args[0], *args))

    return types.float64(buffer, types.int64), generate


@intrinsic
def store(_context: Any, buffer: Any, place: Any, value: Any) -> Any:
    """Put a value at a place."""

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        builder.store(args[2], _pointer(context, builder, sig.args[0], args[0], args[1]))
        return context.get_dummy_value()

    return types.void(buffer, types.int64, types.float64), generate


@intrinsic
def select(_context: Any, condition: Any, yes: Any, no: Any) -> Any:
    """Return one of two values, both computed."""
    signature = types.float64(types.boolean, types.float64, types.float64)

    def generate(_context: Any, builder: Any, _signature: Any, args: Any) -> Any:
        return builder.select(*args)

    return signature, generate


@intrinsic
def decided(_context: Any, holds: Any, fails: Any, yes: Any, no: Any) -> Any:
    """Return one of two values; nothing (NaN) where a condition neither holds nor fails."""
    signature = types.float64(types.boolean, types.boolean, types.float64, types.float64)

    def generate(_context: Any, builder: Any, _signature: Any, args: Any) -> Any:
        on, off, one, other = args
        otherwise = builder.select(off, other, ir.Constant(_F64, float("nan")))
        return builder.select(on, one, otherwise)

    return signature, generate


def _instruction(name: str, result: Any, operand: Any, count: int) -> Any:
    @intrinsic
    def one(_context: Any, a: Any) -> Any:
        def generate(_context: Any, builder: Any, _signature: Any, args: Any) -> Any:
            return getattr(builder, name)(*args)

        return result(operand), generate

    @intrinsic
    def two(_context: Any, a: Any, b: Any) -> Any:
        def generate(_context: Any, builder: Any, _signature: Any, args: Any) -> Any:
            return getattr(builder, name)(*args)

        return result(operand, operand), generate

    return one if count == 1 else two


both = _instruction("and_", types.boolean, types.boolean, 2)
either = _instruction("or_", types.boolean, types.boolean, 2)
negated = _instruction("not_", types.boolean, types.boolean, 1)


@intrinsic
def divide(_context: Any, a: Any, b: Any) -> Any:
    """Return a quotient, nothing (NaN) by zero; see `plain.divide`."""

    def generate(_context: Any, builder: Any, _signature: Any, args: Any) -> Any:
        zero = builder.fcmp_ordered("==", args[1], ir.Constant(_F64, 0.0))
        quotient = builder.fdiv(*args)
        return builder.select(zero, ir.Constant(_F64, float("nan")), quotient)

    return types.float64(types.float64, types.float64), generate


def _unary(name: str) -> Any:
    @intrinsic
    def apply(_context: Any, x: Any) -> Any:
        def generate(_context: Any, builder: Any, _signature: Any, args: Any) -> Any:
            kind = ir.FunctionType(_F64, [_F64])
            function = builder.module.globals.get(name) or ir.Function(builder.module, kind, name)
            return builder.call(function, args)

        return types.float64(types.float64), generate

    return apply


rint = _unary("llvm.rint.f64")
floor = _unary("llvm.floor.f64")
root = _unary("llvm.sqrt.f64")
absolute = _unary("llvm.fabs.f64")


@intrinsic
def power_of_two(_context: Any, k: Any) -> Any:
    """Return 2**k for a whole number between -1022 and 1023."""

    def generate(_context: Any, builder: Any, _signature: Any, args: Any) -> Any:
        shifted = builder.bitcast(
            builder.fadd(args[0], ir.Constant(_F64, 6755399441055744.0)), _I64
        )
        bits = builder.shl(builder.add(shifted, ir.Constant(_I64, 1023)), ir.Constant(_I64, 52))
        return builder.bitcast(bits, _F64)

    return types.float64(types.float64), generate


@intrinsic
def exponent(_context: Any, x: Any) -> Any:
    """Return k of x = m * 2**k with 1 <= m < 2, of a normal positive number."""

    def generate(_context: Any, builder: Any, _signature: Any, args: Any) -> Any:
        bits = builder.lshr(builder.bitcast(args[0], _I64), ir.Constant(_I64, 52))
        biased = builder.bitcast(builder.or_(bits, ir.Constant(_I64, 0x4330000000000000)), _F64)
        return builder.fsub(biased, ir.Constant(_F64, 4503599627370496.0 + 1023.0))

    return types.float64(types.float64), generate


@intrinsic
def mantissa(_context: Any, x: Any) -> Any:
    """Return m of x = m * 2**k with 1 <= m < 2, of a normal positive number."""

    def generate(_context: Any, builder: Any, _signature: Any, args: Any) -> Any:
        bits = builder.and_(builder.bitcast(args[0], _I64), ir.Constant(_I64, 0x000FFFFFFFFFFFFF))
        return builder.bitcast(builder.or_(bits, ir.Constant(_I64, 0x3FF0000000000000)), _F64)

    return types.float64(types.float64), generate


@njit
def spread(x):
    """Return a value for every lane."""
    return x


@njit
def lane_of(x, lane):
    """Return the one lane of a value."""
    return x


@njit
def with_lane(x, lane, value):
    """Return a value with its one lane replaced."""
    return value
